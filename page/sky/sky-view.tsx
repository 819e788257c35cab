/** The whole field: pan and zoom over the mosaics, with a marker for every row. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { FilterPanel } from '../rows/filter-panel.js'
import { choiceOf } from '../rows/row-choice.js'
import type { ViewProps } from '../view.js'
import { BrightnessControls } from './brightness-controls.js'
import { Look } from './look.js'
import { RowCard } from './row-card.js'
import { Stage } from './stage.js'
import './sky.css'

export function SkyView(props: ViewProps) {
  const { description, row, active, opinions, goTo, field } = props
  const choice = choiceOf(props)
  const look = useMemo(() => new Look(description), [description])
  const isOpen = useSignal(matchMedia('(min-width: 801px)').matches)
  const picked = useSignal<number | null>(row)
  useEffect(() => {
    if (active && row !== null) picked.value = row
  }, [row, active, picked])
  const isSelecting = useSignal(false)
  return (
    <div class="sky">
      <div class="sky-main">
        <Stage {...{ field, description, choice, look, picked, isSelecting, active, goTo }}>
          <Bar {...{ look, description, isSelecting, isOpen }} />
          {picked.value !== null && (
            <RowCard
              {...{ choice, description, goTo, field }}
              row={picked.value}
              onClose={() => {
                picked.value = null
              }}
            />
          )}
        </Stage>
      </div>
      {isOpen.value && (
        <aside class="sky-side" aria-label="Filters and selection">
          <FilterPanel {...{ choice, description, opinions }} />
        </aside>
      )}
    </div>
  )
}

interface BarProps extends Pick<ViewProps, 'description'> {
  readonly look: Look
  readonly isSelecting: Signal<boolean>
  readonly isOpen: Signal<boolean>
}

/** The controls over the picture. */
function Bar({ look, description, isSelecting, isOpen }: BarProps) {
  const turn = (one: Signal<boolean>) => () => {
    one.value = !one.value
  }
  return (
    <div class="bar">
      <BrightnessControls look={look} description={description} />
      <button
        type="button"
        aria-pressed={look.hasMarkers.value}
        title="Markers on or off (H)"
        onClick={turn(look.hasMarkers)}
      >
        Markers
      </button>
      <button
        type="button"
        aria-pressed={isSelecting.value}
        title="Drag a rectangle; or hold Shift and drag"
        onClick={turn(isSelecting)}
      >
        Select
      </button>
      <button type="button" aria-expanded={isOpen.value} onClick={turn(isOpen)}>
        {isOpen.value ? 'Hide filters' : 'Filters'}
      </button>
    </div>
  )
}
