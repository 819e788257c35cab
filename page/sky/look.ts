/** How the picture looks: which bands, which curve, how bright. */
import { type Signal, signal } from '@preact/signals'
import {
  automaticStretch,
  type FieldDescription,
  type FieldView,
  lastLevelOf,
} from '../../src/viewing/index.js'
import type { Curve, Shown } from './painter.js'

/** Black lies this many sigma below the sky, so that a little of its noise is seen. */
const BLACK_SIGMA = -1
const WHITE_SIGMA = 120

export class Look {
  /** `rgb`, or the number of a band. */
  readonly bands: Signal<'rgb' | number>
  readonly curve = signal<Curve>('asinh')
  /** Sigma above the sky. */
  readonly black = signal(BLACK_SIGMA)
  readonly white = signal(WHITE_SIGMA)
  readonly hasMarkers = signal(true)
  private readonly description: FieldDescription

  constructor(description: FieldDescription) {
    this.description = description
    const isColour = new Set(description.rgb).size > 1
    this.bands = signal(isColour ? 'rgb' : description.rgb[0])
  }

  get shown(): Shown {
    return this.bands.value === 'rgb' ? this.description.rgb : [this.bands.value]
  }

  /** White at the brightest thousandth of the whole field. */
  async begin(field: Pick<FieldView, 'tile'>): Promise<void> {
    const { rgb, bands } = this.description
    const level = lastLevelOf(this.description)
    const tiles = await Promise.all(rgb.map((band) => field.tile(band, level, 0, 0)))
    const [red, green, blue] = tiles
    const levels = [rgb[2], rgb[1], rgb[0]].map((band) => bands[band])
    const { white } = automaticStretch([blue, green, red], levels)
    if (this.white.value === WHITE_SIGMA) this.white.value = Math.round(white)
  }
}
