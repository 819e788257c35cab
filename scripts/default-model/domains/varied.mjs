// New fields of the same kind as the varied training: the test fields of varied-fields.mjs.
import { existsSync } from 'node:fs'
import { starsift } from '../program.mjs'
import { catalogOf } from './own-simulator.mjs'

const [FIRST_SEED, N_FIELDS] = [300_000, 10]

export const VARIED = {
  name: 'varied',
  about: 'varied fields, new seeds (simulate --vary)',
  fields: (set) =>
    set === 'test'
      ? Array.from({ length: N_FIELDS }, (_, i) => ({
          name: `sim${FIRST_SEED + i}-1`,
          seed: FIRST_SEED + i,
          sizePx: 1400,
          nCandidates: 600,
        }))
      : undefined,
  make: async (field, { folder }) => {
    if (existsSync(catalogOf(folder, field))) return 'is there'
    const { seed, sizePx, nCandidates } = field
    const size = ['--size', sizePx, '--candidates-per-field', nCandidates]
    const words = ['simulate', '--vary', '--out', folder, '--seed', seed, ...size, '--json']
    return `${(await starsift(...words)).fields[0].nCandidates} candidates`
  },
  words: [],
  catalogOf,
}
