/** The source's radial profile beside that of the field's stars. */
import type { StarProfile } from '../../src/viewing/index.js'
import type { Bench } from './bench.js'
import { PROFILE_RADII_PX } from './prepared.js'

const [WIDTH, LEFT, BOTTOM, TOP] = [400, 30, 34, 22]
const LAST_PX = PROFILE_RADII_PX.at(-1)!

interface Props {
  readonly bench: Bench
  readonly stars: StarProfile | null
  readonly band: number
  readonly height: number
}

export function ProfilePlot({ bench, stars, band, height }: Props) {
  const source = bench.source.value
  const x = (radius: number) => LEFT + (radius / LAST_PX) * (WIDTH - LEFT - 10)
  const y = (value: number) => TOP + (1 - value) * (height - TOP - BOTTOM)
  const { filter } = bench.props.description.bands[band]
  const own = source?.profiles[band]
  return (
    <svg class="profile" viewBox={`0 0 ${WIDTH} ${height}`} style={{ height: `${height}px` }}>
      <title>{saidOf(filter, own, stars?.profiles[band])}</title>
      <Axes {...{ x, y, height }} />
      <text x={LEFT} y={13} class="caption">
        Profile, {filter}
      </text>
      <Legend nStars={stars?.nStars} />
      {own && <path class="own" d={lineOf(PROFILE_RADII_PX, own, x, y)} />}
      {own &&
        PROFILE_RADII_PX.map((radius, i) =>
          Number.isFinite(own[i]) ? (
            <circle key={radius} class="own-point" cx={x(radius)} cy={y(own[i])} r="3" />
          ) : null,
        )}
      {stars && (
        <path class="stars" d={lineOf(within(stars.radiiPx), stars.profiles[band], x, y)} />
      )}
    </svg>
  )
}

interface AxesProps {
  readonly height: number
  x(radius: number): number
  y(value: number): number
}

function Axes({ height, x, y }: AxesProps) {
  return (
    <>
      <path class="axis" d={`M${LEFT} ${y(1)}V${y(0)}H${x(LAST_PX)}`} />
      {[0, 0.5, 1].map((value) => (
        <text key={value} x={LEFT - 5} y={y(value) + 4} class="tick end">
          {value}
        </text>
      ))}
      {[0, 2, 4, 6, 8].map((radius) => (
        <text key={radius} x={x(radius)} y={height - 18} class="tick middle">
          {radius}
        </text>
      ))}
      <text x={x(LAST_PX)} y={height - 4} class="tick end">
        radius, px
      </text>
    </>
  )
}

function Legend({ nStars }: { nStars: number | undefined }) {
  return (
    <g transform={`translate(${WIDTH - 168} 9)`}>
      <path class="own" d="M0 0h18" />
      <circle class="own-point" cx="9" cy="0" r="3" />
      <text x="23" y="4" class="tick">
        source
      </text>
      {nStars === undefined ? (
        <text x="76" y="4" class="tick">
          no stars found
        </text>
      ) : (
        <>
          <path class="stars" d="M76 0h18" />
          <text x="99" y="4" class="tick">
            {nStars} stars
          </text>
        </>
      )}
    </g>
  )
}

/** The radii that the axis has. */
function within(radii: readonly number[]): readonly number[] {
  return radii.filter((radius) => radius <= LAST_PX)
}

function lineOf(
  radii: readonly number[],
  values: Float64Array,
  x: (radius: number) => number,
  y: (value: number) => number,
): string {
  return radii
    .flatMap((radius, i) =>
      Number.isFinite(values[i]) ? [`${x(radius).toFixed(1)} ${y(values[i]).toFixed(1)}`] : [],
    )
    .map((point, i) => `${i === 0 ? 'M' : 'L'}${point}`)
    .join('')
}

/** For those who hear the page: where the profiles fall to a half. */
function saidOf(filter: string, own?: Float64Array, stars?: Float64Array): string {
  const half = (values: Float64Array | undefined) => {
    const place = values?.findIndex((value) => value < 0.5) ?? -1
    return place < 0 ? 'not known' : `below ${PROFILE_RADII_PX[place]} px`
  }
  const halves = `source ${half(own)}, stars ${half(stars)}`
  return `Radial profile in ${filter}. Half of the centre: ${halves}`
}
