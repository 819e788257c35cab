/** What tells where one is: the scale bar, north and east, coordinates. */
import { compassAt, type FieldDescription, skyAt } from '../../src/viewing/index.js'
import type { Place } from './camera.js'
import { barLength, sexagesimal } from './measures.js'
import type { Scene } from './scene.js'

export function ScaleBar({ scene, description }: { scene: Scene; description: FieldDescription }) {
  const { scale } = scene.camera.value
  const bar = barLength(scale, 0.16 * Math.min(900, scene.screen.width), description)
  return (
    <div class="scale" style={{ width: `${bar.widthPx}px` }}>
      {bar.text}
    </div>
  )
}

export function Coordinates({ at, description }: { at: Place; description: FieldDescription }) {
  const { sky, width, height } = description
  const isInside = at.x >= -0.5 && at.y >= -0.5 && at.x < width - 0.5 && at.y < height - 0.5
  const place = sky && skyAt(sky, at.x, at.y)
  return (
    <p class="coordinates">
      <span class={isInside ? '' : 'outside'}>
        x {at.x.toFixed(1)}, y {at.y.toFixed(1)}
      </span>
      {place && (
        <>
          <span>{sexagesimal(place.ra, place.dec)}</span>
          <span class="wide">
            {place.ra.toFixed(6)} {place.dec.toFixed(6)}
          </span>
        </>
      )}
    </p>
  )
}

export function Compass({ at, description }: { at: Place; description: FieldDescription }) {
  const found = description.sky && compassAt(description.sky, at.x, at.y)
  if (!found) return null
  const arrow = ([x, y]: readonly [number, number], letter: string) => (
    <>
      <path d={`M0 0L${20 * x} ${-20 * y}`} />
      <text x={28 * x} y={-28 * y}>
        {letter}
      </text>
    </>
  )
  return (
    <svg class="rose" viewBox="-36 -36 72 72" role="img" aria-label="North and east">
      {arrow(found.north, 'N')}
      {arrow(found.east, 'E')}
    </svg>
  )
}
