/** Small tables of predictions and truth for tests. */
import { type Classified, predictionsOf, truthOf } from '../../src/evaluate/index.js'
import { parseCsv } from '../../src/tables/index.js'

/** @example predictionsFrom('id,class', '1,4', '2,1') */
export function predictionsFrom(...lines: string[]): Classified {
  return predictionsOf(parseCsv(`${lines.join('\n')}\n`, 'p.csv'))
}

export function truthFrom(...lines: string[]): Classified {
  return truthOf(parseCsv(`${lines.join('\n')}\n`, 'truth.csv'), { origin: 0 })
}
