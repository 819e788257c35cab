/** All rows: sorted, searched, filtered, with a stamp for each that is on the screen. */
import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { sortedRows } from '../../src/viewing/index.js'
import { FilterPanel } from '../rows/filter-panel.js'
import { choiceOf, type RowChoice } from '../rows/row-choice.js'
import { RowStamp } from '../rows/row-stamp.js'
import type { ViewProps } from '../view.js'
import { columnsOf, type TableColumn } from './columns.js'
import { scrolledTo, tableWindow } from './window.js'
import './table.css'

const ROW_PX = 48
const STAMP_PX = 40
const HEAD_PX = 34
/** As in the style sheet. */
const [TICK_PX, GAP_PX, SIDE_PX] = [22, 8, 14]

interface Sorting {
  readonly key: string
  readonly isDescending: boolean
}

export function TableView(props: ViewProps) {
  const { description, row, active, opinions } = props
  const choice = choiceOf(props)
  const isOpen = useSignal(matchMedia('(min-width: 801px)').matches)
  const sorting = useSignal<Sorting | null>(null)
  const columns = useComputed(() => columnsOf(choice))
  const order = useComputed(() => {
    const shown = choice.shown.value
    const by = columns.value.find(({ key }) => key === sorting.value?.key)
    return by && sorting.value ? sortedRows(shown, by.values(), sorting.value.isDescending) : shown
  })
  const current = useSignal(row ?? 0)
  useEffect(() => {
    if (active && row !== null) current.value = row
  }, [row, active, current])
  const sort = (key: string) => {
    const { value } = sorting
    const isSame = value?.key === key
    sorting.value = isSame && value.isDescending ? null : { key, isDescending: isSame }
  }
  return (
    <div class="table-view">
      <div class="table-main">
        <p class="table-top">
          <input
            type="search"
            aria-label="Find an id"
            placeholder="Find an id, or #12"
            value={choice.filter.value.text}
            onInput={({ currentTarget }) => choice.setFilter({ text: currentTarget.value })}
          />
          <span class="soft" role="status">
            {order.value.length.toLocaleString('en')} of{' '}
            {choice.rows.ids.length.toLocaleString('en')}
          </span>
          <button
            type="button"
            aria-expanded={isOpen.value}
            onClick={() => {
              isOpen.value = !isOpen.value
            }}
          >
            {isOpen.value ? 'Hide filters' : 'Filters'}
          </button>
        </p>
        <Grid
          {...props}
          columns={columns.value}
          order={order.value}
          {...{ sorting, sort, current }}
        />
      </div>
      {isOpen.value && (
        <aside class="table-side" aria-label="Filters and selection">
          <FilterPanel {...{ choice, description, opinions }} />
        </aside>
      )}
    </div>
  )
}

interface GridProps extends ViewProps {
  readonly columns: readonly TableColumn[]
  readonly order: Uint32Array
  readonly sorting: { readonly value: Sorting | null }
  readonly sort: (key: string) => void
  /** The row of the catalogue that has the keyboard. */
  readonly current: { value: number }
}

function Grid(props: GridProps) {
  const { columns, order, sorting, sort, current, active } = props
  const choice = choiceOf(props)
  const scroller = useRef<HTMLDivElement>(null)
  const scrollTop = useSignal(0)
  const screenPx = useSignal(600)
  useEffect(() => {
    const box = scroller.current!
    const watcher = new ResizeObserver(() => {
      if (box.clientHeight > 0) screenPx.value = box.clientHeight - HEAD_PX
    })
    watcher.observe(box)
    return () => watcher.disconnect()
  }, [screenPx])
  const show = (place: number) => {
    const box = scroller.current!
    box.scrollTop = scrolledTo(place, order.length, ROW_PX, screenPx.value, box.scrollTop)
  }
  useEffect(() => {
    const place = order.indexOf(current.value)
    if (active && place >= 0) show(place)
  }, [active, current.value, order])
  const { height, from, to, top } = tableWindow(
    ...([order.length, ROW_PX, screenPx.value, scrollTop.value] as const),
  )
  const narrow = columns.filter(({ isWide }) => !isWide)
  return (
    <div
      class="grid"
      ref={scroller}
      style={{
        '--columns': widthsOf(columns),
        '--narrow-columns': widthsOf(narrow),
        '--least': `${leastWidth(columns)}px`,
      }}
      onScroll={({ currentTarget }) => {
        scrollTop.value = currentTarget.scrollTop
      }}
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: cells and rows have keys
        role="grid"
        aria-label="All rows"
        aria-rowcount={order.length + 1}
        aria-multiselectable="true"
        tabIndex={0}
        onClick={(event) => onClick(event, props, choice)}
        onDblClick={({ target }) => goToRowOf(target, props)}
        onKeyDown={(event) => onKey(event, props, choice, screenPx.value)}
      >
        <Head {...{ columns, sorting, sort }} />
        <tbody style={{ height: `${height}px`, paddingTop: `${top}px` }}>
          {Array.from(order.subarray(from, to), (row, i) => (
            <Row key={row} {...props} row={row} place={from + i} />
          ))}
        </tbody>
      </table>
      {order.length === 0 && <p class="notice">No row passes the filter.</p>}
    </div>
  )
}

/** The widths of the columns as CSS writes them; the tick and the stamp come first. */
function widthsOf(columns: readonly TableColumn[]): string {
  const widths = columns.map(
    ({ px, roomyPx = px, grow }) => `minmax(${px}px, ${grow > 0 ? `${grow}fr` : `${roomyPx}px`})`,
  )
  return [`${TICK_PX}px`, `${STAMP_PX}px`, ...widths].join(' ')
}

function leastWidth(columns: readonly TableColumn[]): number {
  const gaps = GAP_PX * (columns.length + 1) + 2 * SIDE_PX
  return columns.reduce((sum, { px }) => sum + px, TICK_PX + STAMP_PX + gaps)
}

function Head({ columns, sorting, sort }: Pick<GridProps, 'columns' | 'sorting' | 'sort'>) {
  const state = (key: string) => {
    if (sorting.value?.key !== key) return undefined
    return sorting.value.isDescending ? 'descending' : 'ascending'
  }
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th>
          <span class="hidden">selected</span>
        </th>
        <th>
          <span class="hidden">stamp</span>
        </th>
        {columns.map(({ key, title, isNumber, isWide }) => (
          <th key={key} aria-sort={state(key)} class={classOfCell(isNumber, isWide)}>
            <button
              type="button"
              class="quiet"
              title={`Sort by ${title}`}
              onClick={() => sort(key)}
            >
              {title}
              <Arrow state={state(key)} />
            </button>
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Arrow({ state }: { state: 'ascending' | 'descending' | undefined }) {
  if (state === undefined) return null
  return <i aria-hidden="true">{state === 'ascending' ? ' ▲' : ' ▼'}</i>
}

function classOfCell(isNumber: boolean, isWide: boolean): string {
  return `${isNumber ? 'number' : ''} ${isWide ? 'only-wide' : ''}`.trim()
}

function Row(props: GridProps & { row: number; place: number }) {
  const { columns, row, place, current, field, description } = props
  const choice = choiceOf(props)
  const isSelected = choice.selected.value.has(row)
  return (
    <tr
      class={row === current.value ? 'current' : ''}
      data-row={row}
      aria-rowindex={place + 2}
      aria-selected={isSelected}
    >
      <td>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${choice.rows.ids[row]}`}
          checked={isSelected}
        />
      </td>
      <td>
        <button type="button" class="stamp-button" tabIndex={-1} title="Look at it">
          <RowStamp {...{ field, description, row }} side={STAMP_PX} />
        </button>
      </td>
      {columns.map(({ key, isNumber, isWide, cell }) => (
        <td key={key} class={classOfCell(isNumber, isWide)}>
          {cell(row)}
        </td>
      ))}
    </tr>
  )
}

/** The row of the catalogue that an element of the table shows. */
function rowOf(target: EventTarget | null): number | undefined {
  const line = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return line ? Number(line.dataset.row) : undefined
}

function goToRowOf(target: EventTarget | null, { goTo }: GridProps): void {
  const row = rowOf(target)
  if (row !== undefined && !(target instanceof HTMLInputElement)) goTo(row)
}

/** A stamp leads to its source; a tick, or a click with Shift, selects. */
function onClick(event: MouseEvent, props: GridProps, choice: RowChoice): void {
  const row = rowOf(event.target)
  if (row === undefined || !(event.target instanceof Element)) return
  props.current.value = row
  if (event.target.closest('.stamp-button')) props.goTo(row)
  else if (event.shiftKey || event.target instanceof HTMLInputElement) choice.toggle(row)
}

/** Arrows go from row to row, Space selects, Enter opens the source, F shows it in the field. */
function onKey(
  event: KeyboardEvent,
  { order, current, goTo }: GridProps,
  choice: RowChoice,
  screenPx: number,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target !== event.currentTarget && event.key !== 'Escape') return
  const place = order.indexOf(current.value)
  const page = Math.max(1, Math.floor(screenPx / ROW_PX) - 1)
  const to = (next: number) => {
    if (order.length > 0) current.value = order[Math.min(order.length - 1, Math.max(0, next))]
  }
  const acts: Record<string, () => void> = {
    ArrowDown: () => to(place + 1),
    ArrowUp: () => to(place - 1),
    PageDown: () => to(place + page),
    PageUp: () => to(place - page),
    Home: () => to(0),
    End: () => to(order.length - 1),
    ' ': () => place >= 0 && choice.toggle(current.value),
    Enter: () => place >= 0 && goTo(current.value),
    f: () => place >= 0 && goTo(current.value, 'field'),
    Escape: () => choice.select([]),
  }
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!act) return
  event.preventDefault()
  act()
}
