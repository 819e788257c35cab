/** A small colour picture of a row. */
import { signal, useSignalEffect } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import {
  type FieldDescription,
  type FieldView,
  type RgbPicture,
  type SourceStamp,
  windowPicture,
} from '../../src/viewing/index.js'
import { OnDemand } from './on-demand.js'
import './row-stamp.css'

const MOST_STAMPS = 600

/** The stamps of a field, at the window that the model sees. */
export class Stamps {
  /** Counts what came. */
  readonly nCame = signal(0)
  private readonly kept: OnDemand<number, SourceStamp, RgbPicture>
  private readonly wanted = new Set<number>()
  private isPlanned = false

  constructor(field: Pick<FieldView, 'stamp'>, { rgb, bands, sizePx }: FieldDescription) {
    this.kept = new OnDemand({
      keyOf: String,
      load: (row) => field.stamp(row, sizePx),
      hold: (stamp) => {
        const chosen = [rgb[2], rgb[1], rgb[0]]
        const pixels = chosen.map((band) => stamp.bands[band])
        return windowPicture(
          pixels,
          chosen.map((band) => bands[band]),
          stamp.sizePx,
        )
      },
      mostHeld: MOST_STAMPS,
      onCome: () => {
        this.nCame.value++
      },
      onFault: () => {},
    })
  }

  get(row: number): RgbPicture | undefined {
    return this.kept.get(row)
  }

  /** What is on the screen now; the newest is asked for first. */
  want(row: number): void {
    this.wanted.delete(row)
    this.wanted.add(row)
    this.plan()
  }

  unwant(row: number): void {
    this.wanted.delete(row)
    this.plan()
  }

  /** Once for all changes of one picture of the screen. */
  private plan(): void {
    if (this.isPlanned) return
    this.isPlanned = true
    requestAnimationFrame(() => {
      this.isPlanned = false
      this.kept.want([...this.wanted])
    })
  }
}

const stampsOf = new WeakMap<object, Stamps>()

interface StampProps {
  readonly field: FieldView
  readonly description: FieldDescription
  readonly row: number
  /** Side on the screen, px. */
  readonly side: number
}

export function RowStamp({ field, description, row, side }: StampProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const stamps = useMemo(() => {
    const found = stampsOf.get(field) ?? new Stamps(field, description)
    stampsOf.set(field, found)
    return found
  }, [field, description])
  const drawn = useRef(-1)
  useEffect(() => {
    drawn.current = -1
    stamps.want(row)
    paint()
    return () => stamps.unwant(row)
  }, [row, stamps])
  const paint = () => {
    if (drawn.current === row) return
    const picture = stamps.get(row)
    if (picture) drawn.current = row
    paintOn(canvas.current!, picture)
  }
  useSignalEffect(() => {
    if (stamps.nCame.value >= 0 && canvas.current) paint()
  })
  return <canvas class="stamp" ref={canvas} style={{ width: `${side}px`, height: `${side}px` }} />
}

/** Nothing is drawn while the stamp is on its way. */
function paintOn(canvas: HTMLCanvasElement, picture: RgbPicture | undefined): void {
  const { width, height, rgb } = picture ?? { width: 1, height: 1, rgb: new Uint8Array(3) }
  canvas.width = width
  canvas.height = height
  if (!picture) return
  const pen = canvas.getContext('2d')!
  const image = pen.createImageData(width, height)
  for (let i = 0; i < width * height; i++) {
    image.data.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i)
    image.data[4 * i + 3] = 255
  }
  pen.putImageData(image, 0, 0)
}
