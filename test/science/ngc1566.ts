/** NGC 1566, classes by people (column 36) against StarcNet's published predictions. */

import { withFile } from '../../src/files/index.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { readCommonCandidates, type Science, scienceOf } from '../../src/science/index.js'
import { readTable } from '../../src/tables/index.js'
import { hasShared, sharedPath } from '../setup/peers.js'

export const CATALOGUE = sharedPath(
  'legus',
  'hlsp_legus_hst_wfc3_ngc1566_multiband_v1_padagb-mwext-avgapcor.tab',
)
export const PREDICTIONS = sharedPath('starcnet', 'predictions.csv')

export const hasNgc1566 = () => hasShared('legus') && hasShared('starcnet')

export async function scienceOfNgc1566(): Promise<Science> {
  const candidates = readCommonCandidates(
    {
      catalogues: [await withFile(CATALOGUE, (file) => readTable(file))],
      columns: [{ column: 'class', label: 'human' }],
      joined: [
        {
          column: 'Prediction',
          label: 'StarcNet',
          table: await withFile(PREDICTIONS, (file) => readTable(file)),
        },
      ],
      distanceMpc: 17.7,
    },
    new Notes(),
  )
  return scienceOf(candidates, { distanceMpc: 17.7, random: new Random(1) })
}
