/** Whose classes are shown, which rows, and what is selected: beside the field and the table. */
import { FLAGS } from '../../src/catalog/index.js'
import type { FieldDescription } from '../../src/viewing/index.js'
import { NO_FILTER } from '../../src/viewing/index.js'
import { ClassMark } from '../class-mark.js'
import type { ViewProps } from '../view.js'
import { download, type ExportFormat, exportedText } from './exported.js'
import type { RowChoice } from './row-choice.js'
import './filter-panel.css'

interface PanelProps {
  readonly choice: RowChoice
  readonly description: FieldDescription
  readonly opinions: ViewProps['opinions']
}

export function FilterPanel({ choice, description, opinions }: PanelProps) {
  return (
    <div class="filters">
      <SourceOfClasses choice={choice} opinions={opinions} />
      <Legend choice={choice} />
      {choice.rows.machine && <Probability choice={choice} />}
      {choice.rows.machine && <Flags choice={choice} />}
      <Search choice={choice} />
      <Shown choice={choice} />
      <Selection choice={choice} description={description} />
    </div>
  )
}

function SourceOfClasses({ choice, opinions }: Omit<PanelProps, 'description'>) {
  const sources = choice.sources.value
  const asked = sources.find(({ key }) => key === choice.source.value)
  return (
    <div class="filter">
      <label>
        Classes of
        <select
          value={choice.source.value}
          onChange={({ currentTarget }) => {
            choice.source.value = currentTarget.value
            choice.setFilter({ hidden: [] })
          }}
        >
          {sources.map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {asked?.isOther && (
        <label class="check">
          <input
            type="checkbox"
            checked={opinions.value}
            onChange={({ currentTarget }) => {
              opinions.value = currentTarget.checked
            }}
          />
          also for sources that I have not labelled
        </label>
      )}
    </div>
  )
}

function Legend({ choice }: { choice: RowChoice }) {
  const counts = choice.counts.value
  const { hidden } = choice.filter.value
  const isAsked = (value: number) => value > 0 || (counts.get(value) ?? 0) > 0
  return (
    <fieldset class="filter legend">
      <legend>Show</legend>
      {choice.kinds
        .filter(({ value }) => isAsked(value))
        .map((kind) => (
          <label key={kind.value} class="check">
            <input
              type="checkbox"
              checked={!hidden.includes(kind.value)}
              onChange={() => choice.toggleClass(kind.value)}
            />
            <span class="chip">
              <ClassMark choice={kind} />
            </span>
            <span class="name">{kind.label}</span>
            <span class="count">{number(counts.get(kind.value) ?? 0)}</span>
          </label>
        ))}
    </fieldset>
  )
}

function Probability({ choice }: { choice: RowChoice }) {
  const [from, to] = choice.filter.value.probability
  const set = (low: number, high: number) =>
    choice.setFilter({ probability: [Math.min(low, high), Math.max(low, high)] })
  const slider = (word: string, value: number, onValue: (value: number) => void) => (
    <label class="slider">
      {word}
      <input
        type="range"
        min="0"
        max="1"
        step="0.01"
        value={value}
        onInput={({ currentTarget }) => onValue(Number(currentTarget.value))}
      />
      <output>{value.toFixed(2)}</output>
    </label>
  )
  return (
    <fieldset class="filter">
      <legend>The machine's probability of its class</legend>
      {slider('from', from, (value) => set(value, to))}
      {slider('to', to, (value) => set(from, value))}
    </fieldset>
  )
}

function Flags({ choice }: { choice: RowChoice }) {
  const { flags } = choice.filter.value
  const all = choice.rows.machine!.flags
  const occurring = FLAGS.filter(({ bit }) => all.some((value) => ((value >>> bit) & 1) === 1))
  return (
    <div class="filter">
      <label>
        Flags
        <select
          value={String(flags)}
          onChange={({ currentTarget: { value } }) =>
            choice.setFilter({ flags: value === 'all' || value === 'none' ? value : Number(value) })
          }
        >
          <option value="all">with or without flags</option>
          <option value="none">without flags</option>
          {occurring.map(({ bit, name }) => (
            <option key={bit} value={String(2 ** bit)}>
              with {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

function Search({ choice }: { choice: RowChoice }) {
  return (
    <div class="filter">
      <label>
        Find
        <input
          type="search"
          value={choice.filter.value.text}
          placeholder="id, or #12 for row 12"
          onInput={({ currentTarget }) => choice.setFilter({ text: currentTarget.value })}
        />
      </label>
    </div>
  )
}

function Shown({ choice }: { choice: RowChoice }) {
  const isAll = choice.filter.value === NO_FILTER
  return (
    <p class="filter shown" role="status">
      <span>
        <b>{number(choice.shown.value.length)}</b> of {number(choice.rows.ids.length)} shown
      </span>
      <button
        type="button"
        class="quiet"
        disabled={isAll}
        onClick={() => {
          choice.filter.value = NO_FILTER
        }}
      >
        Show all
      </button>
    </p>
  )
}

function Selection({ choice, description }: Omit<PanelProps, 'opinions'>) {
  const n = choice.selected.value.size
  const save = (format: ExportFormat) => {
    const name = `${description.title.replaceAll(/[^\w.-]+/g, '-')}-${n > 0 ? 'selected' : 'shown'}`
    download(`${name}.${format}`, exportedText(format, choice, description, choice.chosen))
  }
  return (
    <fieldset class="filter selection">
      <legend>{n > 0 ? `${number(n)} selected` : 'None selected'}</legend>
      <p class="buttons">
        <button type="button" onClick={() => choice.select(choice.shown.value)}>
          Select shown
        </button>
        <button type="button" disabled={n === 0} onClick={() => choice.select([])}>
          Clear
        </button>
      </p>
      <p class="buttons">
        <span>Save {n > 0 ? 'selected' : 'shown'}:</span>
        <button type="button" onClick={() => save('csv')}>
          CSV
        </button>
        <button type="button" onClick={() => save('ecsv')}>
          ECSV
        </button>
        <button type="button" onClick={() => save('reg')} title="Regions for DS9">
          regions
        </button>
      </p>
    </fieldset>
  )
}

function number(n: number): string {
  return n.toLocaleString('en')
}
