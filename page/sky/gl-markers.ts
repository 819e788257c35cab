/**
 * Draws markers with WebGL2: each is one point, and its picture comes from a texture that holds the
 * shapes. Positions are sent once; a filter sends only a new list of rows.
 */
import type { Camera } from './camera.js'
import { programOf } from './gl-program.js'
import { markerSprites } from './marker-sprites.js'
import { type MarkerSet, type MarkerStyle, ringRadius, type Screen } from './painter.js'

const VERTEX = `
uniform vec2 middle;
uniform vec2 toClip;
uniform float side;
in vec2 place;
in float kind;
out float cell;
void main() {
  cell = kind;
  gl_Position = vec4((place - middle) * toClip, 0.0, 1.0);
  gl_PointSize = side;
}`

const FRAGMENT = `
uniform sampler2D sprites;
uniform float nCells;
uniform float ringSide;
in float cell;
out vec4 color;
void main() {
  if (ringSide > 0.0) {
    float far = abs(length(gl_PointCoord - 0.5) * ringSide - ringSide / 2.0 + 2.0);
    color = vec4(1.0 - smoothstep(0.7, 1.7, far));
    if (color.a < 0.02) discard;
    return;
  }
  color = texture(sprites, vec2((cell + gl_PointCoord.x) / nCells, gl_PointCoord.y));
  if (color.a < 0.02) discard;
}`

export class GlMarkers {
  private readonly gl: WebGL2RenderingContext
  private readonly program
  private readonly array: WebGLVertexArrayObject
  private readonly places: WebGLBuffer
  private readonly kinds: WebGLBuffer
  private readonly order: WebGLBuffer
  private readonly texture: WebGLTexture
  private styles: readonly MarkerStyle[] = []
  private spriteKey = ''
  private spriteSide = 1
  private x: ArrayLike<number> | undefined
  private nDrawn = 0
  private nRinged = 0

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl
    this.program = programOf(gl, VERTEX, FRAGMENT)
    this.array = gl.createVertexArray()
    this.places = gl.createBuffer()
    this.kinds = gl.createBuffer()
    this.order = gl.createBuffer()
    this.texture = gl.createTexture()
    gl.bindVertexArray(this.array)
    this.attribute('place', this.places, 2, gl.FLOAT)
    this.attribute('kind', this.kinds, 1, gl.UNSIGNED_BYTE)
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.order)
    gl.bindVertexArray(null)
  }

  setStyles(styles: readonly MarkerStyle[]): void {
    this.styles = styles
    this.spriteKey = ''
  }

  setMarkers({ x, y, kinds, order, ringed }: MarkerSet): void {
    const { gl } = this
    gl.bindVertexArray(this.array)
    if (x !== this.x) {
      this.x = x
      const places = new Float32Array(2 * x.length)
      for (let row = 0; row < x.length; row++) places.set([x[row], y[row]], 2 * row)
      gl.bindBuffer(gl.ARRAY_BUFFER, this.places)
      gl.bufferData(gl.ARRAY_BUFFER, places, gl.STATIC_DRAW)
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.kinds)
    gl.bufferData(gl.ARRAY_BUFFER, kinds, gl.DYNAMIC_DRAW)
    const all = new Uint32Array(order.length + ringed.length)
    all.set(order)
    all.set(ringed, order.length)
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, all, gl.DYNAMIC_DRAW)
    this.nDrawn = order.length
    this.nRinged = ringed.length
    gl.bindVertexArray(null)
  }

  draw(camera: Camera, screen: Screen, radius: number): void {
    if (this.nDrawn === 0 && this.nRinged === 0) return
    const { gl, program } = this
    this.makeSprites(radius, screen.pixelRatio)
    gl.useProgram(program.program)
    gl.bindVertexArray(this.array)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, this.texture)
    gl.uniform1i(program.at('sprites'), 0)
    gl.uniform1f(program.at('nCells'), this.styles.length)
    gl.uniform2f(program.at('middle'), camera.x, camera.y)
    const toClip = (side: number) => (2 * camera.scale) / side
    gl.uniform2f(program.at('toClip'), toClip(screen.width), toClip(screen.height))
    gl.uniform1f(program.at('side'), this.spriteSide)
    gl.uniform1f(program.at('ringSide'), 0)
    gl.drawElements(gl.POINTS, this.nDrawn, gl.UNSIGNED_INT, 0)
    const ringSide = 2 * ringRadius(radius) * screen.pixelRatio + 4
    gl.uniform1f(program.at('side'), ringSide)
    gl.uniform1f(program.at('ringSide'), ringSide)
    gl.drawElements(gl.POINTS, this.nRinged, gl.UNSIGNED_INT, 4 * this.nDrawn)
    gl.bindVertexArray(null)
  }

  /** Half a screen pixel of the radius is not seen, so that zooming makes few pictures. */
  private makeSprites(radius: number, ratio: number): void {
    const rounded = Math.round(2 * radius) / 2
    const key = `${rounded} ${ratio}`
    if (key === this.spriteKey) return
    this.spriteKey = key
    const { gl } = this
    const { canvas, side } = markerSprites(this.styles, rounded * ratio, ratio)
    this.spriteSide = side
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, this.texture)
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, canvas)
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false)
    for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST)
    }
    for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) {
      gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE)
    }
  }

  private attribute(name: string, buffer: WebGLBuffer, size: number, type: number): void {
    const { gl } = this
    const place = gl.getAttribLocation(this.program.program, name)
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
    gl.enableVertexAttribArray(place)
    gl.vertexAttribPointer(place, size, type, false, 0, 0)
  }
}
