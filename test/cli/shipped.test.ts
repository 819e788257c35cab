/**
 * The model that comes with the package: used where none is named, by its name elsewhere; said
 * where it is absent.
 */
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { architectureNamed, untrainedModel } from '../../src/models/index.js'
import { Random } from '../../src/random.js'
import { writeField } from '../classify/small-field.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import type { Ended } from './command-line.js'

const root = temporaryFolder()
const images = join(root, 'field')
const catalog = join(root, 'candidates.csv')
const BANDS = ['F435W', 'F555W', 'F814W']

/** A package of its own, with or without a model that stands in for the shipped one. */
function packageIn(name: string): string {
  const folder = join(root, name)
  mkdirSync(join(folder, 'models'), { recursive: true })
  cpSync(resolve('dist'), join(folder, 'dist'), { recursive: true })
  cpSync('package.json', join(folder, 'package.json'))
  for (const name of ['node_modules', 'fonts', 'runtime'])
    symlinkSync(resolve(name), join(folder, name))
  return folder
}

const run = (folder: string, ...args: string[]): Promise<Ended> => runIn('.', folder, ...args)

const runIn = (cwd: string, folder: string, ...args: string[]): Promise<Ended> =>
  new Promise((done) => {
    const program = join(folder, 'dist/cli/main.js')
    execFile(process.execPath, [program, ...args], { cwd }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })

const [whole, bare] = ['whole', 'bare'].map(packageIn)
const model = join(whole, 'models', 'starsift.onnx')
const classifyTo = (out: string) => [
  'classify',
  images,
  '--catalog',
  catalog,
  '--origin',
  '0',
  '--out',
  out,
]

beforeAll(async () => {
  mkdirSync(images)
  writeField(images, 1)
  writeFileSync(catalog, 'id,x,y\n1,60,20\n2,20,80\n')
  const options = { bands: BANDS, means: [0.5, 0, 0], sizePx: 16 }
  writeFileSync(model, await untrainedModel(architectureNamed('starsift'), new Random(1), options))
})

describe('the shipped model', () => {
  test('classifies where no other is named, and a note says so', async () => {
    const out = join(root, 'classes.csv')
    const { code, stdout, stderr } = await run(whole, ...classifyTo(out), '--json')
    expect(code, stderr).toBe(0)
    expect(stderr).toContain(`note: no --model: the shipped model, ${model}`)
    expect(JSON.parse(stdout)).toMatchObject({ model, nClassified: 2 })
    expect(readFileSync(out, 'utf8').split('\n')[0]).toContain('ml_class')
  })

  test('has a card, by its name', async () => {
    const { stdout } = await run(whole, 'models', 'info', 'shipped')
    expect(stdout).toMatch(/^architecture {4}starsift\n/)
  })

  test('has another beside it, by a name of its own', async () => {
    writeFileSync(
      join(whole, 'models', 'starsift-typical.onnx'),
      await untrainedModel(architectureNamed('starcnet'), new Random(1)),
    )
    const { stdout, stderr } = await run(whole, 'models', 'info', 'typical')
    expect(stdout, stderr).toMatch(/^architecture {4}starcnet\n/)
  })

  test('a folder with the name of that other model is not passed over', async () => {
    const here = join(root, 'here')
    mkdirSync(join(here, 'typical'), { recursive: true })
    const { code, stderr } = await runIn(here, whole, 'models', 'info', 'typical')
    expect([code, stderr]).toEqual([
      1,
      'starsift: typical: a model of the package has the name of this file or folder; ' +
        'write ./typical for yours, or work in another folder\n',
    ])
  })

  test('is gone on with: train --init shipped', async () => {
    const dataset = writeDatasetFile(join(root, 'a.fits'), {
      n: 40,
      seed: 1,
      sidePx: 16,
      bands: BANDS,
    })
    const config = join(root, 'recipe.yaml')
    writeFileSync(config, 'epochs: 1\nbatch: 8\n')
    const out = join(root, 'run')
    const options = ['--config', config, '--out', out, '--json']
    const ended = await run(
      whole,
      'train',
      dataset,
      '--model',
      'starsift',
      '--init',
      'shipped',
      ...options,
    )
    expect(ended.code, ended.stderr).toBe(0)
    const card = JSON.parse((await run(whole, 'models', 'info', out, '--json')).stdout)
    expect(card.pretrained).toMatchObject({ from: 'starsift.onnx', lastLayer: 'kept' })
    expect(card.normalisation.means[0]).toBe(0.5)
  })

  test('that an installation lacks', async () => {
    const out = join(root, 'none.csv')
    for (const words of [classifyTo(out), ['models', 'info', 'shipped']]) {
      const { code, stdout, stderr } = await run(bare, ...words)
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(
        /^starsift: .*bare\/models\/starsift\.onnx: this installation has no shipped model; install starsift again, or give a model or weights of your own\n$/,
      )
    }
    expect(existsSync(out)).toBe(false)
  })
})
