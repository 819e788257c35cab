/** A WebGL2 program and its uniforms by name. */
export interface Program {
  readonly program: WebGLProgram
  readonly at: (name: string) => WebGLUniformLocation | null
}

export function programOf(gl: WebGL2RenderingContext, vertex: string, fragment: string): Program {
  const program = gl.createProgram()
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind)!
    gl.shaderSource(shader, `#version 300 es\nprecision highp float;\n${source}`)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
      throw new Error(`internal: shader: ${gl.getShaderInfoLog(shader)}`)
    }
  }
  gl.linkProgram(program)
  const places = new Map<string, WebGLUniformLocation | null>()
  const at = (name: string) => {
    if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name))
    return places.get(name)!
  }
  return { program, at }
}
