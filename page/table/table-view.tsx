/** All rows: sorted, searched, filtered, with a stamp for each that is on the screen. */
import { type Signal, useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { sortedRows } from '../../src/viewing/index.js'
import { FilterPanel } from '../rows/filter-panel.js'
import { choiceOf, type RowChoice } from '../rows/row-choice.js'
import type { ViewProps } from '../view.js'
import { columnsOf } from './columns.js'
import { Grid } from './grid.js'
import { type Sorting, sortedBy } from './sorting.js'
import './table.css'

export function TableView(props: ViewProps) {
  const { description, row, active, opinions } = props
  const choice = choiceOf(props)
  const isOpen = useSignal(matchMedia('(min-width: 801px)').matches)
  const { sorting, columns, order } = useOrder(choice)
  const current = useSignal(row ?? 0)
  useEffect(() => {
    if (active && row !== null) current.value = row
  }, [row, active, current])
  const sort = (key: string) => {
    sorting.value = sortedBy(sorting.value, key)
  }
  return (
    <div class="table-view">
      <div class="table-main">
        <Top {...{ choice, isOpen }} nShown={order.value.length} />
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

/** The columns, and the rows that pass the filter in their order. */
function useOrder(choice: RowChoice) {
  const sorting = useSignal<Sorting | null>(null)
  const columns = useComputed(() => columnsOf(choice))
  const order = useComputed(() => {
    const shown = choice.shown.value
    const by = columns.value.find(({ key }) => key === sorting.value?.key)
    return by && sorting.value ? sortedRows(shown, by.values(), sorting.value.isDescending) : shown
  })
  return { sorting, columns, order }
}

interface TopProps {
  readonly choice: RowChoice
  readonly nShown: number
  /** Whether the filters are shown. */
  readonly isOpen: Signal<boolean>
}

function Top({ choice, nShown, isOpen }: TopProps) {
  return (
    <p class="table-top">
      <input
        type="search"
        aria-label="Find an id"
        placeholder="Find an id, or #12"
        value={choice.filter.value.text}
        onInput={({ currentTarget }) => choice.setFilter({ text: currentTarget.value })}
      />
      <span class="soft" role="status">
        {nShown.toLocaleString('en')} of {choice.rows.ids.length.toLocaleString('en')}
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
  )
}
