/** What stands over the pictures: names, markers, scale bars. It takes no pointer. */
import { compassAt } from '../../src/viewing/index.js'
import type { Bench } from './bench.js'
import type { Panel } from './panels.js'
import { placeIn } from './pointing.js'
import type { Prepared } from './prepared.js'
import { scaleBar } from './scale-bar.js'

export function Overlay({ bench, panels }: { bench: Bench; panels: readonly Panel[] }) {
  const source = bench.source.value
  return (
    <div class="overlay">
      {panels.map((panel, i) => (
        <PanelOverlay key={i} bench={bench} panel={panel} source={source} />
      ))}
    </div>
  )
}

interface PanelProps {
  readonly bench: Bench
  readonly panel: Panel
  readonly source: Prepared | undefined
}

function PanelOverlay({ bench, panel, source }: PanelProps) {
  const { x, y, side, band } = panel
  const isShown = band !== null && band === (bench.blinking.value ?? bench.hero.value)
  return (
    <div
      class={`picture${isShown ? ' chosen' : ''}${band === null ? ' large' : ''}`}
      style={{ left: `${x}px`, top: `${y}px`, width: `${side}px`, height: `${side}px` }}
    >
      <PanelName bench={bench} panel={panel} />
      {source && bench.settings.hasMarks.value && <Marks {...{ bench, panel, source }} />}
      {source && band === null && <Scale {...{ bench, panel, source }} />}
    </div>
  )
}

function PanelName({ bench, panel }: Omit<PanelProps, 'source'>) {
  const { bands, rgb } = bench.props.description
  const nameOf = (band: number) => bands[band].filter
  if (panel.band !== null)
    return panel.isContext ? null : <p class="picture-name">{nameOf(panel.band)}</p>
  const shown = bench.blinking.value ?? bench.hero.value
  if (shown !== null || bands.length === 1) return <p class="picture-name">{nameOf(shown ?? 0)}</p>
  return (
    <p class="picture-name">
      RGB <span class="rgb-filters">{rgb.map(nameOf).join(' ')}</span>
    </p>
  )
}

/** The source between four ticks, and the other candidates as small rings. */
function Marks({ bench, panel, source }: PanelProps & { source: Prepared }) {
  const { rows } = bench.props
  const [x, y] = placeIn(panel, source, rows.x[source.row], rows.y[source.row])
  if (Number.isNaN(x)) return null
  const { sizePx } = panel.isContext ? source.context : source.window
  // As far from the source as the photometry's aperture reaches, and a little more.
  const gap = (100 * 5) / sizePx
  const tick = panel.isContext ? 4 : 6
  const [cx, cy] = [100 * x, 100 * y]
  const others = source.neighbours.map((one) => placeIn(panel, source, one.x, one.y))
  return (
    <svg class="marks" viewBox="0 0 100 100" aria-hidden="true">
      <path
        d={`M${cx - gap - tick} ${cy}h${tick}M${cx + gap} ${cy}h${tick}
M${cx} ${cy - gap - tick}v${tick}M${cx} ${cy + gap}v${tick}`}
      />
      {others.map(([left, top], i) => (
        <circle key={i} class="other" cx={100 * left} cy={100 * top} r={gap / 2} />
      ))}
    </svg>
  )
}

function Scale({ bench, panel, source }: PanelProps & { source: Prepared }) {
  const { pixelScaleArcsec, distanceMpc, sky } = bench.props.description
  const { sizePx } = panel.isContext ? source.context : source.window
  const bar = scaleBar(sizePx, pixelScaleArcsec, distanceMpc)
  const { x, y } = bench.props.rows
  const compass = sky && panel.isContext && compassAt(sky, x[source.row], y[source.row])
  return (
    <>
      <p class="scale-bar" style={{ width: `${100 * bar.share}%` }}>
        {bar.text}
      </p>
      {!panel.isContext && <p class="window-note">model’s window, {sizePx} px</p>}
      {compass && <Compass north={compass.north} east={compass.east} />}
    </>
  )
}

function Compass(props: { north: readonly [number, number]; east: readonly [number, number] }) {
  const arms = [
    ['N', props.north],
    ['E', props.east],
  ] as const
  return (
    <svg class="north-east" viewBox="-20 -20 40 40" aria-hidden="true">
      {arms.map(([letter, [x, y]]) => (
        <g key={letter}>
          <path d={`M0 0L${10 * x} ${-10 * y}`} />
          <text x={15 * x} y={-15 * y}>
            {letter}
          </text>
        </g>
      ))}
    </svg>
  )
}
