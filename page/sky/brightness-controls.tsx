/** Bands, curve and brightness of the picture. */
import type { FieldDescription } from '../../src/viewing/index.js'
import type { Look } from './look.js'
import type { Curve } from './painter.js'

const CURVES: readonly Curve[] = ['asinh', 'log', 'linear']
/** Range of the slider of white, as powers of ten of sigma. */
const [LEAST, MOST] = [0.7, 4.5]

interface ControlProps {
  readonly look: Look
  readonly description: FieldDescription
}

export function BrightnessControls(props: ControlProps) {
  return (
    <>
      <BandControl {...props} />
      <StretchControl look={props.look} />
      <WhiteControl look={props.look} />
    </>
  )
}

function BandControl({ look, description }: ControlProps) {
  const isColour = new Set(description.rgb).size > 1
  return (
    <label>
      <span class="hidden">Bands</span>
      <select
        value={String(look.bands.value)}
        onChange={({ currentTarget: { value } }) => {
          look.bands.value = value === 'rgb' ? 'rgb' : Number(value)
        }}
      >
        {isColour && <option value="rgb">colour</option>}
        {description.bands.map(({ filter }, band) => (
          <option key={filter} value={String(band)}>
            {filter}
          </option>
        ))}
      </select>
    </label>
  )
}

function StretchControl({ look }: Pick<ControlProps, 'look'>) {
  return (
    <label>
      <span class="hidden">Stretch</span>
      <select
        value={look.curve.value}
        onChange={({ currentTarget }) => {
          look.curve.value = currentTarget.value as Curve
        }}
      >
        {CURVES.map((curve) => (
          <option key={curve}>{curve}</option>
        ))}
      </select>
    </label>
  )
}

function WhiteControl({ look }: Pick<ControlProps, 'look'>) {
  return (
    <label class="bright" title={`white at ${look.white.value} σ above the sky`}>
      <span>bright</span>
      <input
        type="range"
        min={-MOST}
        max={-LEAST}
        step="0.02"
        value={-Math.log10(look.white.value)}
        aria-label="Brightness"
        onInput={({ currentTarget }) => {
          look.white.value = Number((10 ** -Number(currentTarget.value)).toPrecision(3))
        }}
      />
    </label>
  )
}
