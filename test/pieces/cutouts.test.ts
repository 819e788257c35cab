/** `cutouts` in pieces: the data set has the bytes of that of one process. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flagValue } from '../../src/catalog/index.js'
import { merge, plan, work } from '../../src/pieces/index.js'
import { cutouts } from '../../src/verbs/index.js'

const FIELD = 'demo/sim2-1'
const CANDIDATES = `${FIELD}/sim2-1_candidates.ecsv`

let folder: string
let fields: { name: string; images: string[]; catalog: string }[]
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'starsift-cutouts-job-'))
  const lines = readFileSync(CANDIDATES, 'utf8').trimEnd().split('\n')
  const others = at('others.ecsv')
  writeFileSync(others, `${lines.slice(0, -30).join('\n')}\n`)
  cpSync(FIELD, at('other'), { recursive: true })
  fields = [
    { name: 'one', images: [FIELD], catalog: CANDIDATES },
    { name: 'two', images: [at('other')], catalog: others },
  ]
})
afterAll(() => rmSync(folder, { recursive: true }))

function at(name: string): string {
  return join(folder, name)
}

const RESAMPLED = { size: 8, crop: 12, resample: 'bilinear', window: 'starcnet' } as const

test('two fields', async () => {
  const notes: string[] = []
  const asked = { ...RESAMPLED, fields, onNote: (note: string) => notes.push(note) }
  await cutouts({ ...asked, out: at('whole.fits') })
  const said = notes.splice(0)
  const { nPieces } = await plan({ verb: 'cutouts', options: asked, pieces: 5 }, at('job'))
  expect([nPieces, notes]).toEqual([5, said])
  expect((await work({ job: at('job') })).failed).toEqual([])
  await merge({ job: at('job'), out: at('merged.fits') })
  expect(readFileSync(at('merged.fits')).equals(readFileSync(at('whole.fits')))).toBe(true)
})

test('rows of missing pieces are blank, and flagged', async () => {
  const asked = { images: [FIELD], catalog: CANDIDATES, size: 8 }
  await plan({ verb: 'cutouts', options: asked, pieces: 3 }, at('partial'))
  await work({ job: at('partial'), pieces: [0, 2] })
  const out = at('partial.fits')
  await expect(merge({ job: at('partial'), out })).rejects.toThrow('1 are missing')
  const merged = await merge({ job: at('partial'), out, partial: true })
  const { flags } = merged.verb === 'cutouts' ? merged.dataset : { flags: [] }
  const notDone = [...flags].map((bits) => (bits & flagValue('not_done')) !== 0)
  expect(notDone).toEqual(notDone.map((_, i) => i >= 16 && i < 32))
})

test('an output that is no FITS file is refused before the work', async () => {
  const asked = { images: [FIELD], catalog: CANDIDATES, size: 8 }
  await plan({ verb: 'cutouts', options: asked, pieces: 1 }, at('named'))
  await work({ job: at('named') })
  await expect(merge({ job: at('named'), out: at('stamps.csv') })).rejects.toThrow(
    'data set files are FITS',
  )
})
