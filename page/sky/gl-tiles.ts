/**
 * Draws tiles with WebGL2. A tile of a band is a texture of half floats, in sigma above the sky;
 * the stretch is done for each pixel of the screen, so that a change of it costs nothing. It is
 * that of src/viewing/rgb.ts: the curve acts on the mean of the channels and scales them together,
 * and below a few sigma, where colour is noise, colours fade to grey.
 */
import { NAN_COLOR, type SkyLevel, TILE_PX } from '../../src/viewing/index.js'
import type { Camera } from './camera.js'
import { type Program, programOf } from './gl-program.js'
import { type Brightness, LOG_STEEPNESS, type Screen, SOFT_SIGMA } from './painter.js'
import type { Area } from './tile-plan.js'

/** The largest half float is 65504. Brighter pixels are white all the same. */
const BRIGHTEST = 60_000
/** Stands for "no data": a texture that is smoothed cannot hold NaN. */
const NO_DATA = -65_000

const VERTEX = `
uniform vec4 screenBox;
uniform vec4 tileBox;
in vec2 corner;
out vec2 place;
void main() {
  place = mix(tileBox.xy, tileBox.zw, corner);
  gl_Position = vec4(mix(screenBox.xy, screenBox.zw, corner), 0.0, 1.0);
}`

const FRAGMENT = `
uniform sampler2D red;
uniform sampler2D green;
uniform sampler2D blue;
uniform bool isGrey;
uniform int curve;
uniform float black;
uniform float white;
in vec2 place;
out vec4 color;
float brightness(float sigma) {
  float range = max(1e-3, white - black);
  if (curve == 1) return sigma / range;
  if (curve == 2) {
    return log(1.0 + ${LOG_STEEPNESS}.0 * max(0.0, sigma) / range) / log(1.0 + ${LOG_STEEPNESS}.0);
  }
  return asinh(sigma / ${SOFT_SIGMA}.0) / asinh(range / ${SOFT_SIGMA}.0);
}
void main() {
  vec3 sigma = vec3(texture(red, place).r);
  if (!isGrey) sigma.gb = vec2(texture(green, place).r, texture(blue, place).r);
  if (min(sigma.r, min(sigma.g, sigma.b)) < -30000.0) {
    color = vec4(${NAN_COLOR.map((part) => (part / 255).toFixed(4)).join(', ')}, 1.0);
    return;
  }
  sigma -= black;
  float mean = (sigma.r + sigma.g + sigma.b) / 3.0;
  if (mean <= 0.0) {
    color = vec4(0.0, 0.0, 0.0, 1.0);
    return;
  }
  vec3 mixed = max(vec3(0.0), mean + (sigma - mean) * (mean / (mean + 6.0)));
  float light = brightness(mean);
  float gain = min(light / mean, 1.0 / max(mixed.r, max(mixed.g, mixed.b)));
  float fade = light > 1.0 ? 0.6 * (1.0 - exp(2.0 - 2.0 * light)) : 0.0;
  color = vec4(mixed * gain * (1.0 - fade) + fade, 1.0);
}`

const CURVES = { asinh: 0, linear: 1, log: 2 } as const

export class GlTiles {
  private readonly gl: WebGL2RenderingContext
  private readonly program: Program
  private readonly corners: WebGLVertexArrayObject
  private readonly values = new Float32Array(TILE_PX * TILE_PX)
  private camera: Camera = { x: 0, y: 0, scale: 1 }
  private screen: Screen = { width: 1, height: 1, pixelRatio: 1 }

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl
    this.program = programOf(gl, VERTEX, FRAGMENT)
    this.corners = gl.createVertexArray()
    gl.bindVertexArray(this.corners)
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW)
    const place = gl.getAttribLocation(this.program.program, 'corner')
    gl.enableVertexAttribArray(place)
    gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 0, 0)
  }

  hold(pixels: Float32Array, { sky, noise }: SkyLevel): WebGLTexture {
    const { gl, values } = this
    for (let i = 0; i < values.length; i++) {
      const sigma = (pixels[i] - sky) / noise
      values[i] = Number.isNaN(sigma) ? NO_DATA : Math.min(BRIGHTEST, Math.max(-20_000, sigma))
    }
    const texture = gl.createTexture()
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, texture)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R16F, TILE_PX, TILE_PX, 0, gl.RED, gl.FLOAT, values)
    for (const [name, value] of [
      [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
      [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
      [gl.TEXTURE_MIN_FILTER, gl.LINEAR],
      [gl.TEXTURE_MAG_FILTER, gl.NEAREST],
    ]) {
      gl.texParameteri(gl.TEXTURE_2D, name, value)
    }
    return texture
  }

  begin(camera: Camera, screen: Screen, { curve, black, white }: Brightness): void {
    const { gl, program } = this
    this.camera = camera
    this.screen = screen
    gl.useProgram(program.program)
    gl.bindVertexArray(this.corners)
    gl.disable(gl.BLEND)
    gl.uniform1i(program.at('curve'), CURVES[curve])
    gl.uniform1f(program.at('black'), black)
    gl.uniform1f(program.at('white'), white)
    for (const [unit, name] of ['red', 'green', 'blue'].entries()) {
      gl.uniform1i(program.at(name), unit)
    }
  }

  draw(bands: readonly WebGLTexture[], whole: Area, part: Area): void {
    const { gl, program } = this
    const isGrey = bands.length === 1
    gl.uniform1i(program.at('isGrey'), isGrey ? 1 : 0)
    for (let unit = 0; unit < (isGrey ? 1 : 3); unit++) {
      gl.activeTexture(gl.TEXTURE0 + unit)
      gl.bindTexture(gl.TEXTURE_2D, bands[unit])
    }
    const side = whole.x1 - whole.x0
    const inTile = (x: number, y: number) => [(x - whole.x0) / side, (y - whole.y0) / side]
    const box = [...this.clip(part.x0, part.y0), ...this.clip(part.x1, part.y1)]
    gl.uniform4fv(program.at('screenBox'), box)
    gl.uniform4fv(program.at('tileBox'), [...inTile(part.x0, part.y0), ...inTile(part.x1, part.y1)])
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
  }

  /** A mosaic position in WebGL's square from -1 to 1, on whole device pixels: no gaps. */
  private clip(x: number, y: number): [number, number] {
    const { camera, screen } = this
    const toClip = (offset: number, side: number) => {
      const device = Math.round((offset * camera.scale + side / 2) * screen.pixelRatio)
      return (2 * device) / (side * screen.pixelRatio) - 1
    }
    return [toClip(x - camera.x, screen.width), toClip(y - camera.y, screen.height)]
  }
}
