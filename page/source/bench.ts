/** The state of the view: which source is looked at, how, and what was said about it. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ClassChoice } from '../../src/viewing/index.js'
import type { Answer, LabelEvent } from '../../src/votes/index.js'
import type { ViewProps } from '../view.js'
import { labelFor, undoOf } from './answer.js'
import type { Command, PlainCommand } from './keys.js'
import { labelsOf, type PersonLabels, RowFinder } from './own-labels.js'
import { type Prepared, prepare } from './prepared.js'
import { secondPass } from './second-pass.js'
import { type Asked, Session } from './session.js'
import { keptSettings, type Settings } from './settings.js'
import { Stock } from './stock.js'
import { type Look, lookText, nextStretch, PLAIN_LOOK } from './stretch.js'

export type Dialog = 'help' | 'keys'

export class Bench {
  readonly props: ViewProps
  readonly finder: RowFinder
  readonly session: Session
  readonly stock: Stock
  readonly settings: Settings = keptSettings()
  readonly contrast = signal(PLAIN_LOOK.contrast)
  readonly bias = signal(PLAIN_LOOK.bias)
  readonly look: ReadonlySignal<Look>
  readonly labels: ReadonlySignal<PersonLabels>
  readonly question: ReadonlySignal<Asked | undefined>
  /** The source that is asked about; undefined while its pictures are on their way. */
  readonly source: ReadonlySignal<Prepared | undefined>
  /** One's own label of the source on the screen, in this pass. */
  readonly label: ReadonlySignal<Answer | undefined>
  /** The class whose finer codes are asked now. */
  readonly asked = signal<ClassChoice | undefined>(undefined)
  /** A note for the answer to come. */
  readonly note = signal('')
  readonly isNoting = signal(false)
  readonly dialog = signal<Dialog | undefined>(undefined)
  /** The band in the large pictures; null is colour. */
  readonly hero = signal<number | null>(null)
  /** The band that blinks there now. */
  readonly blinking = signal<number | null>(null)
  /** The row that was answered last. */
  readonly last = signal<number | undefined>(undefined)
  /** A line for the person, also read aloud. */
  readonly said = signal('')
  /** The question whose pictures are on the screen, and since when. */
  private painted: { question: Asked; since: number } | undefined
  private readonly sawMachine = new Set<number>()
  /** When the key was pressed that led to the source that comes; for the measure. */
  keyTime: number | undefined

  constructor(props: ViewProps) {
    this.props = props
    const { field, description, rows, desk, events } = props
    this.finder = new RowFinder(rows)
    this.stock = new Stock((row) => prepare(field, description, rows, row))
    this.session = new Session(
      (count) => desk.next(count),
      (question) => this.labelOf(question) !== undefined,
      () => this.nUnderWay,
    )
    const { settings } = this
    this.look = computed(() => ({
      ...{ stretch: settings.stretch.value, isInverted: settings.isInverted.value },
      ...{ contrast: this.contrast.value, bias: this.bias.value },
    }))
    this.labels = computed(() => labelsOf(events.value, desk.person, this.finder))
    this.question = computed(() => this.session.trail.value[this.session.at.value])
    this.source = computed(() => {
      // What was not there before may have arrived.
      this.stock.arrivals.value
      return this.question.value && this.stock.at(this.question.value.row)
    })
    this.label = computed(() => this.question.value && this.labelOf(this.question.value))
  }

  private nUnderWay = 0

  labelOf({ row, isSecond }: Asked): Answer | undefined {
    const { first, second } = this.labels.value
    return (isSecond ? second : first).get(row)
  }

  /** The pictures of a question are on the screen. */
  isPainted(question: Asked): void {
    if (this.painted?.question !== question) this.painted = { question, since: performance.now() }
  }

  /** The machine's opinion of a row was shown. */
  machineWasShown(row: number): void {
    this.sawMachine.add(row)
  }

  run(command: Command): void {
    batch(() => this.act(command))
  }

  private act(command: Command): void {
    if (command.do === 'class') this.choose(command.choice)
    else if (command.do === 'code') this.answer(this.asked.value!.value, command.code ?? undefined)
    else this.acts[command.do]()
  }

  private readonly acts: Readonly<Record<PlainCommand, () => void>> = {
    unsure: () => this.answer(null),
    undo: () => this.undo(),
    next: () => this.leave(() => this.session.next()),
    previous: () => this.leave(() => this.session.step(-1)),
    forward: () => this.leave(() => this.session.step(1)),
    machine: () => this.toggleMachine(),
    note: () => {
      this.note.value ||= this.label.value?.note ?? ''
      this.isNoting.value = true
    },
    help: () => {
      this.dialog.value = 'help'
    },
    keys: () => {
      this.dialog.value = 'keys'
    },
    marks: () => flip(this.settings.hasMarks),
    blink: () => this.blinkOn(),
    stretch: () => {
      this.settings.stretch.value = nextStretch(this.settings.stretch.value)
    },
    invert: () => flip(this.settings.isInverted),
    reset: () => {
      this.contrast.value = PLAIN_LOOK.contrast
      this.bias.value = PLAIN_LOOK.bias
    },
    cancel: () => {
      this.asked.value = undefined
    },
  }

  private choose(choice: ClassChoice): void {
    if (choice.codes.length > 0 && this.settings.asksCodes.value) {
      if (this.isReady()) this.asked.value = choice
    } else this.answer(choice.value)
  }

  private answer(value: number | null, code?: number): void {
    if (!this.isReady()) return
    const { question, since } = this.painted!
    const { desk } = this.props
    const note = this.note.value.trim() || this.label.value?.note
    const event = labelFor({ ...this.props, person: desk.person }, question, {
      ...{ class: value, code, note, milliseconds: performance.now() - since },
      ...{ stretch: lookText(this.look.value), sawMachine: this.hasSeenMachine(question.row) },
    })
    this.send(event)
    this.last.value = question.row
    this.said.value = `Source ${this.idOf(question.row)}: ${this.wordOf(value, code)}.`
    if (this.settings.advances.value) this.leave(() => this.session.next())
    else this.settle()
  }

  private hasSeenMachine(row: number): boolean {
    return this.sawMachine.has(row) || this.props.opinions.peek()
  }

  private send(event: LabelEvent): void {
    this.nUnderWay++
    void this.props.desk.save(event).then(() => {
      this.nUnderWay--
      return this.session.refill()
    })
  }

  /** Whether one sees what one would answer for. */
  private isReady(): boolean {
    const question = this.question.value
    if (question && this.painted?.question === question) return true
    this.said.value = question ? 'The pictures are not there yet.' : 'No source is left.'
    return false
  }

  private undo(): void {
    const label = this.labels.value.inOrder.findLast((one) => one.kind === 'label')
    if (!label) {
      this.said.value = 'There is nothing to take back.'
      return
    }
    this.send(undoOf(label))
    const row = this.finder.rowOf(label)
    this.said.value = `Taken back: source ${label.object.id}.`
    if (row === undefined) return
    const isSecond = label.kind === 'label' && label.isSecond === true
    this.leave(() => this.session.goTo(row, isSecond))
  }

  private toggleMachine(): void {
    const { showsMachine } = this.settings
    showsMachine.value = !showsMachine.value
    this.said.value = showsMachine.value
      ? 'After your answer you see what the machine and other people say.'
      : 'What the machine and other people say is hidden.'
  }

  private blinkOn(): void {
    const { length } = this.props.description.bands
    const { value } = this.blinking
    this.blinking.value = value === null ? 0 : (value + 1) % length
  }

  /** Goes elsewhere; what was half said about the source is left behind. */
  private leave(go: () => void): void {
    this.settle()
    go()
  }

  private settle(): void {
    this.asked.value = undefined
    this.note.value = ''
    this.isNoting.value = false
  }

  startSecondPass(count: number): void {
    const { first, second } = this.labels.value
    const rows = [...first.keys()].filter((row) => !second.has(row))
    const questions = secondPass(rows, count)
    batch(() => this.leave(() => this.session.insert(questions)))
  }

  idOf(row: number): string {
    return this.props.rows.ids[row] || `in row ${row + 1}`
  }

  /** @example wordOf(1) // '1: symmetric compact cluster' */
  wordOf(value: number | null, code?: number): string {
    if (value === null) return 'unsure'
    const choice = this.props.description.classes.find((one) => one.value === value)
    const finer = choice?.codes.find((one) => one.value === code)
    return `${choice?.label ?? value}${finer ? `, ${finer.label}` : ''}`
  }
}

function flip(flag: Signal<boolean>): void {
  flag.value = !flag.value
}
