/** `adapt` on the command line: what it writes and says, and what it refuses. */
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { simulate } from '../../src/verbs/index.js'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal, warmStarsift } from './command-line.js'

const root = temporaryFolder()
const field = { images: '', catalog: '' }

beforeAll(async () => {
  const [made] = await simulate({ out: root, seed: 5, size: 600, candidatesPerField: 110 })
  field.images = made.folder
  field.catalog = made.candidates
}, 60_000)

const words = (...more: string[]) => ['adapt', field.images, '--origin', '1', ...more]

test('a model whose card says what it was adapted to, and that this proves nothing', async () => {
  const out = join(root, 'adapted.onnx')
  const given = words('--catalog', field.catalog, '--model', 'typical', '--out', out)
  const { code, stdout, stderr } = await warmStarsift(...given)
  expect(code, stderr).toBe(0)
  expect(stderr).toContain('note: the new model has no ranges for int8')
  expect(stdout).toMatch(/adapted\.onnx\nwithout labels, to \d+ stamps of .*the classes are not/)
  const card = JSON.parse(await done('models', 'info', out, '--json'))
  expect(card.adapted).toMatchObject({ seed: 1, ownStatistics: 0 })
  expect(card.gallery.nExamples).toBe(256)
  expect(await done('models', 'info', out)).toMatch(/\nadapted +without labels, to \d+ stamps/)
  const classes = ['--catalog', field.catalog, '--model', out, '--out', join(root, 'c.csv')]
  const said = await warmStarsift('classify', field.images, '--origin', '1', ...classes)
  expect(said.stderr).toMatch(/note: the model was adapted without labels.*not verified/)
})

test('what is refused', async () => {
  const out = ['--out', join(root, 'refused.onnx')]
  const catalog = ['--catalog', field.catalog]
  expect(await refusal(root, 1, ...words(...catalog, ...out, '--model', field.catalog))).toMatch(
    /ONNX/,
  )
  expect(await refusal(root, 2, ...words(...catalog, ...out, '--seed', '-1'))).toMatch(/--seed/)
})
