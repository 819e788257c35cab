/** Which classes two people give to the same sources: shapes, colours and numbers. */
import type { ClassChoice } from '../../src/viewing/index.js'
import type { NamedComparison } from '../../src/votes/index.js'
import { ClassMark } from '../class-mark.js'

interface Props {
  readonly comparison: NamedComparison
  readonly choices: readonly ClassChoice[]
}

/** The darkest cell, in per cent of the accent colour: the text on it stays readable. */
const DARKEST = 40

export function Matrix({ comparison: { first, second, matrix, n }, choices }: Props) {
  return (
    <table class="agreement-table agreement-matrix">
      <caption>
        {first} <span class="soft">down,</span> {second}{' '}
        <span class="soft">across; {n} sources, per cent of each row</span>
      </caption>
      <thead>
        <tr>
          <td />
          {choices.map((choice) => (
            <th key={choice.value} scope="col" title={choice.label}>
              <ClassMark choice={choice} size={18} />
              <span>{choice.key}</span>
            </th>
          ))}
          <th scope="col">all</th>
        </tr>
      </thead>
      <tbody>
        {matrix.map((row, i) => (
          <Row key={choices[i].value} {...{ row, i, choice: choices[i] }} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ row, i, choice }: { row: readonly number[]; i: number; choice: ClassChoice }) {
  const all = row.reduce((sum, count) => sum + count, 0)
  return (
    <tr>
      <th scope="row">
        <ClassMark choice={choice} size={18} />
        <span class="agreement-short">{choice.key}</span>
        <span class="agreement-long">{choice.label}</span>
      </th>
      {row.map((count, j) => (
        <td
          key={j}
          class={i === j ? 'same' : ''}
          style={{ '--share': `${all > 0 ? Math.round((DARKEST * count) / all) : 0}%` }}
        >
          {count}
          {count > 0 && <small>{Math.round((100 * count) / all)} %</small>}
        </td>
      ))}
      <td class="soft">{all}</td>
    </tr>
  )
}
