/** The rows that are on the screen, under a head that sorts them. */
import { type Signal, useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { choiceOf } from '../rows/row-choice.js'
import { RowStamp } from '../rows/row-stamp.js'
import type { ViewProps } from '../view.js'
import type { TableColumn } from './columns.js'
import type { Sorting } from './sorting.js'
import { goToRowOf, onClick, onKey } from './table-acts.js'
import { GAP_PX, HEAD_PX, ROW_PX, SIDE_PX, STAMP_PX, TICK_PX } from './table-sizes.js'
import { scrolledTo, type TableWindow, tableWindow } from './window.js'

export interface GridProps extends ViewProps {
  readonly columns: readonly TableColumn[]
  readonly order: Uint32Array
  readonly sorting: { readonly value: Sorting | null }
  readonly sort: (key: string) => void
  /** The row of the catalogue that has the keyboard. */
  readonly current: { value: number }
}

export function Grid(props: GridProps) {
  const { columns, order, sorting, sort } = props
  const choice = choiceOf(props)
  const scroller = useRef<HTMLDivElement>(null)
  const scrollTop = useSignal(0)
  const screenPx = useScreen(scroller)
  const { height, from, to, top } = useWindow(props, scroller, screenPx, scrollTop.value)
  return (
    <div
      class="grid"
      ref={scroller}
      style={widths(columns)}
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

/** The height of the screen below the head of the table, px. */
function useScreen(scroller: RefObject<HTMLDivElement | null>): Signal<number> {
  const screenPx = useSignal(600)
  useEffect(() => {
    const box = scroller.current!
    const watcher = new ResizeObserver(() => {
      if (box.clientHeight > 0) screenPx.value = box.clientHeight - HEAD_PX
    })
    watcher.observe(box)
    return () => watcher.disconnect()
  }, [scroller, screenPx])
  return screenPx
}

/** The rows that are drawn; the one that has the keyboard is scrolled to. */
function useWindow(
  { order, current, active }: GridProps,
  scroller: RefObject<HTMLDivElement | null>,
  screenPx: Signal<number>,
  scrollTop: number,
): TableWindow {
  useEffect(() => {
    const box = scroller.current!
    const place = order.indexOf(current.value)
    if (!active || place < 0) return
    box.scrollTop = scrolledTo(place, order.length, ROW_PX, screenPx.value, box.scrollTop)
  }, [active, current.value, order])
  return tableWindow(order.length, ROW_PX, screenPx.value, scrollTop)
}

function widths(columns: readonly TableColumn[]): Record<string, string> {
  const narrow = columns.filter(({ isWide }) => !isWide)
  return {
    '--columns': widthsOf(columns),
    '--narrow-columns': widthsOf(narrow),
    '--least': `${leastWidth(columns)}px`,
  }
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
