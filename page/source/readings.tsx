/** What is measured in each band: profile, concentration, magnitude, pixel at the pointer. */
import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type StarProfile, skyAt } from '../../src/viewing/index.js'
import type { Bench } from './bench.js'
import type { PointedPixel } from './pointing.js'
import { ProfilePlot } from './profile-plot.js'

interface Props {
  readonly bench: Bench
  readonly pointed?: ReadonlySignal<PointedPixel | undefined>
  /** Room for all of it, px. */
  readonly height: number
}

const ROW_PX = 23
const LEAST_PLOT_PX = 110

export function Readings({ bench, pointed, height }: Props) {
  const stars = useStars(bench)
  const { bands, rgb } = bench.props.description
  const shown = bench.blinking.value ?? bench.hero.value ?? rgb[1]
  const plotPx = Math.max(LEAST_PLOT_PX, height - ROW_PX * (bands.length + 3))
  return (
    <div class="readings">
      <ProfilePlot bench={bench} stars={stars} band={shown} height={plotPx} />
      <BandTable bench={bench} stars={stars} pointed={pointed?.value} />
      <PointedPlace bench={bench} pointed={pointed?.value} />
    </div>
  )
}

/** The stars of the field; null until they are known, and where there are too few. */
function useStars(bench: Bench): StarProfile | null {
  const stars = useSignal<StarProfile | null>(null)
  useEffect(() => {
    bench.props.field.stars().then(
      (found) => {
        stars.value = found
      },
      () => {
        bench.said.value = 'The field’s stars could not be measured.'
      },
    )
  }, [bench, stars])
  return stars.value
}

function BandTable(props: {
  bench: Bench
  stars: StarProfile | null
  pointed: PointedPixel | undefined
}) {
  const { bench, stars, pointed } = props
  const row = bench.question.value?.row
  const source = bench.source.value
  const { magnitudes } = bench.props.rows
  return (
    <table class="band-table">
      <thead>
        <tr>
          <th scope="col">Band</th>
          <th scope="col">mag</th>
          <th scope="col" title="Concentration index: mag in 1 px less mag in 3 px">
            CI
          </th>
          <th scope="col">CI of stars</th>
          <th scope="col">{pointed ? 'pixel e⁻/s' : ''}</th>
        </tr>
      </thead>
      <tbody>
        {bench.props.description.bands.map(({ filter }, band) => (
          <tr key={filter}>
            <th scope="row">{filter}</th>
            <td>{numberText(row === undefined ? Number.NaN : magnitudes[filter]?.[row], 2)}</td>
            <td>{numberText(source?.concentration[band], 2)}</td>
            <td class="soft">{starText(stars, band)}</td>
            <td>{pointed ? numberText(pointed.values[band], 4) : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function starText(stars: StarProfile | null, band: number): string {
  if (!stars || Number.isNaN(stars.concentration[band][1])) return '–'
  const [low, middle, high] = stars.concentration[band]
  return `${middle.toFixed(2)} ± ${((high - low) / 2).toFixed(2)}`
}

/** A dash is "not known". */
function numberText(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits)
}

function PointedPlace({ bench, pointed }: { bench: Bench; pointed: PointedPixel | undefined }) {
  if (!pointed)
    return <p class="pointed soft">Point at a pixel to read it. Drag: contrast, bias.</p>
  const { sky } = bench.props.description
  const place = sky && skyAt(sky, pointed.x, pointed.y)
  return (
    <p class="pointed">
      x {pointed.x}, y {pointed.y} <span class="soft">from 0</span>
      {place && `  ${place.ra.toFixed(6)}° ${place.dec.toFixed(6)}°`}
    </p>
  )
}
