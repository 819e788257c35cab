/** The marker of a class: a shape and a colour, so that neither alone tells the class. */
import type { ClassChoice } from '../src/viewing/index.js'

/** @param size side in px */
export function ClassMark(props: { choice: Pick<ClassChoice, 'color' | 'path'>; size?: number }) {
  const { choice, size = 14 } = props
  return (
    <svg class="mark" viewBox="-1.25 -1.25 2.5 2.5" width={size} height={size} aria-hidden="true">
      <path d={choice.path} stroke={choice.color} vector-effect="non-scaling-stroke" />
    </svg>
  )
}
