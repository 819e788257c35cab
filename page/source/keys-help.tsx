/** The page of keys. */
import { wordsOf } from '../class-words.js'
import type { Bench } from './bench.js'
import { DialogPage } from './dialog.js'
import { keyLines } from './keys.js'

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
}

export function KeysHelp({ bench }: { bench: Bench }) {
  const { classes } = bench.props.description
  const taken = new Set(classes.map(({ key }) => key))
  return (
    <DialogPage bench={bench} name="keys" title="Keys">
      <dl class="key-list">
        {classes.map((choice) => (
          <div key={choice.key}>
            <dt>
              <kbd>{choice.key}</kbd>
            </dt>
            <dd>
              {wordsOf(choice)}
              {choice.codes.length > 0 && ', then what it is'}
            </dd>
          </div>
        ))}
        {keyLines(taken).map(({ keys, said }) => (
          <div key={said}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{NAMES[key] ?? key.toUpperCase()}</kbd>
              ))}
            </dt>
            <dd>{said}</dd>
          </div>
        ))}
      </dl>
      <h3>On the pictures</h3>
      <ul>
        <li>Drag up and down for contrast, sideways for bias. A double click resets both.</li>
        <li>Click a band: the large pictures show it. Click it again: they show colour.</li>
        <li>On a phone: swipe left for the next source, right for the one before.</li>
      </ul>
    </DialogPage>
  )
}
