/** A source in colour, or in one band: a small picture of a stamp. */
import { useEffect, useRef } from 'preact/hooks'
import {
  automaticStretch,
  type FieldDescription,
  rgbPicture,
  type SourceStamp,
} from '../../src/viewing/index.js'

interface Props {
  readonly stamp: SourceStamp | undefined
  readonly description: FieldDescription
  /** One band; default: colour. */
  readonly band?: number
  readonly label: string
}

export function StampPicture({ stamp, description, band, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (stamp && canvas.current) paint(canvas.current, stamp, description, band)
  }, [stamp, description, band])
  return (
    <figure class="agreement-stamp">
      <canvas ref={canvas} width={1} height={1} role="img" aria-label={label} />
      <figcaption>{label}</figcaption>
    </figure>
  )
}

function paint(
  canvas: HTMLCanvasElement,
  { sizePx, bands }: SourceStamp,
  { bands: about, rgb }: FieldDescription,
  band: number | undefined,
): void {
  // From blue to red, as the picture takes them.
  const used = band === undefined ? [...new Set([rgb[2], rgb[1], rgb[0]])] : [band]
  const pixels = used.map((one) => bands[one])
  const levels = used.map((one) => about[one])
  const stretch = automaticStretch(pixels, levels, 0.998, 30)
  const picture = rgbPicture(pixels, sizePx, sizePx, levels, stretch)
  const image = new ImageData(sizePx, sizePx)
  for (let i = 0; i < sizePx * sizePx; i++) {
    image.data.set(picture.rgb.subarray(3 * i, 3 * i + 3), 4 * i)
    image.data[4 * i + 3] = 255
  }
  canvas.width = sizePx
  canvas.height = sizePx
  canvas.getContext('2d')!.putImageData(image, 0, 0)
}
