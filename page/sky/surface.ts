/** The canvas of the field, and the painter that the browser offers for it. */
import type { Size } from './camera.js'
import { CanvasPainter } from './canvas-painter.js'
import { GlPainter } from './gl-painter.js'
import type { Painter, Screen } from './painter.js'

export interface Surface {
  readonly canvas: HTMLCanvasElement
  readonly painter: Painter<unknown>
}

export interface SurfaceOptions {
  readonly field: Size
  /**
   * `canvas` or `webgl2` in any case; undefined takes WebGL2 where it runs on a graphics card, and
   * else the plain canvas: it is several times as fast as WebGL2 on the processor.
   */
  readonly asked?: 'canvas' | 'webgl2' | undefined
  /** Called when the browser takes WebGL2 away. */
  readonly onLost: () => void
}

/** A canvas in `host`, with the best painter that there is. */
export function openSurface(host: HTMLElement, options: SurfaceOptions): Surface {
  const { field, asked, onLost } = options
  const canvas = newCanvas(host)
  const gl =
    asked === 'canvas' ? null : canvas.getContext('webgl2', { antialias: false, alpha: false })
  if (!gl) {
    const pen = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!
    return { canvas, painter: new CanvasPainter(pen, field) as Painter<unknown> }
  }
  try {
    if (asked === 'webgl2' || !isOnProcessor(gl)) {
      const painter = new GlPainter(gl) as Painter<unknown>
      canvas.addEventListener('webglcontextlost', onLost, { once: true })
      return { canvas, painter }
    }
    gl.getExtension('WEBGL_lose_context')?.loseContext()
  } catch {
    // A broken driver.
  }
  // A canvas that has given WebGL2 gives nothing else, so a new one is needed.
  canvas.remove()
  return openSurface(host, { ...options, asked: 'canvas' })
}

/** Whether WebGL2 runs on the processor, as far as the browser says. */
function isOnProcessor(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const name = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(name))
}

/** Gives the canvas the device pixels of its place on the screen. */
export function fitCanvas(canvas: HTMLCanvasElement): Screen {
  const pixelRatio = devicePixelRatio
  const { clientWidth, clientHeight } = canvas
  const width = Math.max(1, Math.round(clientWidth * pixelRatio))
  const height = Math.max(1, Math.round(clientHeight * pixelRatio))
  // A canvas becomes black when it is given its size, also where that is the one that it has.
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  return { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight), pixelRatio }
}

function newCanvas(host: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.setAttribute('aria-hidden', 'true')
  host.prepend(canvas)
  return canvas
}
