/** The canvas of the field, and the painter that the browser offers for it. */
import { CanvasPainter } from './canvas-painter.js'
import { GlPainter } from './gl-painter.js'
import type { Painter, Screen } from './painter.js'

export interface Surface {
  readonly canvas: HTMLCanvasElement
  readonly painter: Painter<unknown>
}

/**
 * A canvas in `host`, with the best painter that there is: WebGL2, or the plain canvas.
 *
 * @param isPlain takes the plain canvas in any case
 * @param onLost called when the browser takes WebGL2 away
 */
export function openSurface(host: HTMLElement, isPlain: boolean, onLost: () => void): Surface {
  const canvas = newCanvas(host)
  const gl = isPlain ? null : canvas.getContext('webgl2', { antialias: false, alpha: false })
  if (gl) {
    canvas.addEventListener('webglcontextlost', onLost, { once: true })
    try {
      return { canvas, painter: new GlPainter(gl) as Painter<unknown> }
    } catch {
      // A broken driver. A canvas that has given WebGL2 gives nothing else, so a new one is needed.
      canvas.remove()
      return openSurface(host, true, onLost)
    }
  }
  const pen = canvas.getContext('2d', { alpha: false })!
  return { canvas, painter: new CanvasPainter(pen) as Painter<unknown> }
}

/** Gives the canvas the device pixels of its place on the screen. */
export function fitCanvas(canvas: HTMLCanvasElement): Screen {
  const pixelRatio = devicePixelRatio
  const { clientWidth, clientHeight } = canvas
  canvas.width = Math.max(1, Math.round(clientWidth * pixelRatio))
  canvas.height = Math.max(1, Math.round(clientHeight * pixelRatio))
  return { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight), pixelRatio }
}

function newCanvas(host: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.setAttribute('aria-hidden', 'true')
  host.prepend(canvas)
  return canvas
}
