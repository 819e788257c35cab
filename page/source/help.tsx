/** What the classes are: criteria and examples of each. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { type ClassChoice, shareValue, skyLevel } from '../../src/viewing/index.js'
import { ClassMark } from '../class-mark.js'
import { wordsOf } from '../class-words.js'
import type { ClassExample } from '../desk.js'
import { faultOf } from '../fault.js'
import type { Bench } from './bench.js'
import { paintSmall } from './canvas-painter.js'
import { criteriaOf } from './criteria.js'
import { DialogPage } from './dialog.js'
import { allExamples } from './examples.js'
import { PLAIN_LOOK, toneOf } from './stretch.js'

const MOST_EXAMPLES = 8

export function Help({ bench }: { bench: Bench }) {
  return (
    <DialogPage bench={bench} name="help" title="What the classes are">
      <Classes bench={bench} />
    </DialogPage>
  )
}

function Classes({ bench }: { bench: Bench }) {
  const { examples, trouble } = useExamples(bench)
  return (
    <>
      {bench.props.description.classes.map((choice) => (
        <ClassHelp
          key={choice.value}
          {...{ bench, choice }}
          examples={examples.filter((one) => one.class === choice.value).slice(-MOST_EXAMPLES)}
        />
      ))}
      {trouble !== '' && <p role="alert">{trouble}</p>}
      <p class="soft">{examples.length > 0 ? FROM_WHERE : NONE_YET}</p>
      <p class="soft">
        Not sure? Say so with <kbd>U</kbd>: it is an answer too.
      </p>
    </>
  )
}

const FROM_WHERE =
  'Simulated examples have a known truth. Agreed ones are sources of this field to which ' +
  'everybody who labelled them gave the class.'
const NONE_YET = 'Sources of this field stand here as examples as soon as you have labelled some.'

function useExamples(bench: Bench): { examples: readonly ClassExample[]; trouble: string } {
  const examples = useSignal<readonly ClassExample[]>([])
  const trouble = useSignal('')
  useEffect(() => {
    const { description, events } = bench.props
    allExamples(bench.props, description, events.peek(), bench.finder).then(
      (found) => {
        examples.value = found
      },
      (error) => {
        trouble.value = `The examples could not be read: ${faultOf(error).text}`
      },
    )
  }, [bench, examples, trouble])
  return { examples: examples.value, trouble: trouble.value }
}

interface ClassHelpProps {
  readonly bench: Bench
  readonly choice: ClassChoice
  readonly examples: readonly ClassExample[]
}

function ClassHelp({ bench, choice, examples }: ClassHelpProps) {
  const criteria = criteriaOf(choice)
  const codes = choice.codes.map(({ key, label }) => `${key.toUpperCase()} ${label}`)
  return (
    <section class="class-help">
      <h3>
        <kbd>{choice.key}</kbd> <ClassMark choice={choice} size={18} /> {wordsOf(choice)}
      </h3>
      {criteria && <p>{criteria.look}</p>}
      {criteria && <p class="soft">{criteria.beware}</p>}
      {codes.length > 0 && <p class="soft">Then, if you like, what it is: {codes.join(', ')}.</p>}
      <div class="examples">
        {examples.map((example, i) => (
          <Example key={i} bench={bench} example={example} />
        ))}
      </div>
    </section>
  )
}

function Example({ bench, example }: { bench: Bench; example: ClassExample }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { rgb, bands } = bench.props.description
  useEffect(() => {
    const { stamp } = example
    const levels = stamp.bands.map((pixels) => ({
      ...{ ...skyLevel(pixels), peak: shareValue(pixels, 0.999) },
      ...{ zLow: 0, zHigh: 1 },
    }))
    const tone = toneOf(levels, bands.length > 1 ? rgb : [0], PLAIN_LOOK)
    const window = { offset: 0, sizePx: stamp.sizePx }
    paintSmall(canvas.current!, { stamp }, window, tone, PLAIN_LOOK)
  }, [example, rgb, bands])
  return (
    <figure>
      <canvas ref={canvas} role="img" aria-label={`Example, ${example.from}`} />
      <figcaption>
        {example.from}
        {example.row !== undefined && `, ${bench.idOf(example.row)}`}
      </figcaption>
    </figure>
  )
}
