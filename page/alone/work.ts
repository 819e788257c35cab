/** The work of the page alone: which files there are, how far one is, what came out. */
import shipped from 'virtual:shipped'
import { signal } from '@preact/signals'
import type { Order } from '../../src/asking/index.js'
import type { LabelEvent } from '../../src/votes/index.js'
import type { Home } from '../home.js'
import { BrowserDesk, eventsOfField, type LabelledField } from './browser-desk.js'
import { callsTo, type Failure, failureOf, type Remote } from './calls.js'
import { type Choice, NOTHING_ASKED } from './choice.js'
import type { FieldSummary } from './dropped-field.js'
import { LabelStore } from './label-store.js'
import type { DroppedFile, ReadyFile } from './ready-files.js'
import type { SavedVotes } from './saved-votes.js'
import { fetchShipped } from './shipped-url.js'
import { startWorker } from './start-worker.js'
import type { Abilities, Answering, Outcome, WorkSaid } from './worker.js'
import { WITH_GPU, WITHOUT_GPU } from './worker-name.js'

/** What the worker is doing. */
export type Stage =
  | { readonly is: 'idle' }
  | { readonly is: 'reading'; readonly what: string; readonly share?: number }
  | { readonly is: 'classifying'; readonly pace: Pace }

/** How far the networks are. */
export interface Pace {
  readonly nDone: number
  readonly nTotal: number
  /** Seconds since the first batch was done, and candidates since then. */
  readonly seconds: number
  readonly nSince: number
}

export class Work {
  readonly files = signal<readonly ReadyFile[]>([])
  readonly choice = signal<Choice>(NOTHING_ASKED)
  readonly stage = signal<Stage>({ is: 'idle' })
  readonly summary = signal<FieldSummary | null>(null)
  readonly outcome = signal<Outcome | null>(null)
  readonly failure = signal<Failure | null>(null)
  readonly abilities = signal<Abilities | null>(null)
  readonly usesGpu = signal(true)
  /** Events of labels on the sources of this field. */
  readonly nLabels = signal(0)

  private readonly labels = new LabelStore()
  private worker: Worker | undefined
  private answering: Remote<Answering> | undefined
  private turn = 0
  private began: { readonly at: number; readonly nDone: number } | undefined

  /** The worker, which is started when it is first asked. */
  get calls(): Remote<Answering> {
    if (!this.answering) {
      const name = this.usesGpu.value ? WITH_GPU : WITHOUT_GPU
      this.worker = startWorker(name)
      this.worker.addEventListener('error', (event) => this.stopped(event.message))
      this.answering = callsTo<Answering>(this.worker, (said) => this.hear(said as WorkSaid))
    }
    return this.answering
  }

  /** Loads the shipped model, to say what it needs. */
  async loadAbilities(): Promise<void> {
    if (this.abilities.value) return
    await this.attempt(async () => {
      this.abilities.value = await this.calls.abilities()
    })
  }

  /** Takes files beside those that are there; one of the same path takes its place. */
  async add(dropped: readonly DroppedFile[]): Promise<void> {
    if (dropped.length === 0) return
    await this.attempt(async () => {
      this.stage.value = { is: 'reading', what: 'Reading the files' }
      const ready = await this.calls.ready(dropped)
      const paths = new Set(ready.map(({ path }) => path))
      this.files.value = [...this.files.value.filter(({ path }) => !paths.has(path)), ...ready]
      this.choice.value = withDefaults(this.choice.value, this.files.value)
      await this.open()
    })
  }

  /** Takes the files of the example in place of all others. */
  async addExample(): Promise<void> {
    this.clear()
    await this.attempt(async () => {
      this.stage.value = { is: 'reading', what: 'Loading the example' }
      const files = shipped.demo.map(async ({ name, path }) => {
        const content = await (await fetchShipped(path)).blob()
        return { path: `example/${name}`, content }
      })
      const loaded = await Promise.all(files)
      this.choice.value = { ...NOTHING_ASKED, asked: { origin: 1 } }
      await this.add(loaded)
    })
  }

  /** Opens the field again, with other words of the person. */
  async choose(choice: Choice): Promise<void> {
    this.choice.value = choice
    await this.attempt(() => this.open())
  }

  async classify(): Promise<void> {
    await this.attempt(async () => {
      this.began = undefined
      this.outcome.value = null
      this.stage.value = { is: 'reading', what: 'Starting the network' }
      this.outcome.value = await this.calls.classify()
    })
  }

  /** The field as the views take it; undefined where something failed. */
  async home(person: string, order: Order): Promise<Home | undefined> {
    let home: Home | undefined
    await this.attempt(async () => {
      this.began = undefined
      this.stage.value = { is: 'reading', what: 'Opening the views' }
      await this.calls.plan(order)
      const desk = new BrowserDesk(person, this.labels, await this.labelledField(), (answers, n) =>
        this.calls.next(answers, n),
      )
      const explain = (row: number) => this.calls.explain(row)
      home = { field: this.calls, desk, explain, isAlone: true }
    })
    return home
  }

  async countLabels(): Promise<void> {
    try {
      this.nLabels.value = (await this.labelEvents()).length
    } catch (error) {
      this.failure.value = failureOf(error)
    }
  }

  /** The labels as `starsift label` keeps them, and the name of a file for them. */
  async labelLines(): Promise<readonly [string, string]> {
    const lines = (await this.labelEvents()).map((event) => `${JSON.stringify(event)}\n`)
    return [lines.join(''), 'labels.jsonl']
  }

  /** The catalogue with the votes of people, and the name of a file for it. */
  async votes(): Promise<SavedVotes & { readonly name: string }> {
    const stem = (this.choice.value.catalogue ?? 'catalogue').replace(/^.*\/|\.\w+$/g, '')
    return { ...(await this.calls.votes(await this.labelEvents())), name: `${stem}_votes.ecsv` }
  }

  private async labelEvents(): Promise<readonly LabelEvent[]> {
    return eventsOfField(await this.labels.events(), await this.labelledField())
  }

  private async labelledField(): Promise<LabelledField> {
    const { catalogue } = await this.calls.describe()
    return { rows: await this.calls.rows(), catalogue: catalogue.sha256 }
  }

  /** Stops the worker. The files stay. */
  async cancel(): Promise<void> {
    this.turn += 1
    this.end()
    this.stage.value = { is: 'idle' }
    await this.attempt(() => this.open())
  }

  /** Forgets all files. */
  clear(): void {
    this.turn += 1
    this.end()
    this.files.value = []
    this.choice.value = NOTHING_ASKED
    this.summary.value = null
    this.outcome.value = null
    this.failure.value = null
    this.stage.value = { is: 'idle' }
  }

  setGpu(isWanted: boolean): void {
    this.usesGpu.value = isWanted
    void this.cancel()
  }

  private async open(): Promise<void> {
    this.outcome.value = null
    if (this.files.value.length === 0) return
    this.stage.value = { is: 'reading', what: 'Opening the field' }
    this.summary.value = await this.calls.open(this.files.value, this.choice.value)
  }

  private end(): void {
    this.worker?.terminate()
    this.worker = undefined
    this.answering = undefined
  }

  /** Runs one thing; a thing that was begun later takes over. */
  private async attempt(task: () => Promise<void>): Promise<void> {
    this.turn += 1
    const turn = this.turn
    this.failure.value = null
    try {
      await task()
    } catch (error) {
      if (turn === this.turn) this.failure.value = failureOf(error)
    }
    if (turn === this.turn) this.stage.value = { is: 'idle' }
  }

  private stopped(message: string): void {
    this.end()
    this.stage.value = { is: 'idle' }
    this.failure.value = {
      message: `the worker of this page stopped: ${message || 'its script could not be loaded'}`,
    }
  }

  private hear(said: WorkSaid): void {
    if (said.at === 'unpacking') {
      const what = `Unpacking ${said.path}`
      this.stage.value = { is: 'reading', what, share: said.share }
    } else if (said.at === 'runtime') {
      this.stage.value = { is: 'reading', what: 'Starting the network' }
    } else {
      const { nDone, nTotal } = said
      this.began ??= { at: performance.now(), nDone }
      const seconds = (performance.now() - this.began.at) / 1000
      const nSince = nDone - this.began.nDone
      this.stage.value = { is: 'classifying', pace: { nDone, nTotal, seconds, nSince } }
    }
  }
}

/** What there is only one of is taken. */
function withDefaults(choice: Choice, files: readonly ReadyFile[]): Choice {
  const only = (found: readonly ReadyFile[]) => (found.length === 1 ? found[0].path : undefined)
  const of = (kind: ReadyFile['kind']) => files.filter((file) => file.kind === kind)
  const ensembles = of('model').filter(({ path }) => path.endsWith('.json'))
  return {
    ...choice,
    catalogue: choice.catalogue ?? only(of('table')),
    model: choice.model ?? only(ensembles.length > 0 ? ensembles : of('model')),
  }
}
