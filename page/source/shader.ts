/** The formulas of stretch.ts for the graphics processor. */

export const VERTEX = `#version 300 es
const vec2 CORNERS[4] = vec2[4](vec2(0, 0), vec2(1, 0), vec2(0, 1), vec2(1, 1));
out vec2 place;
void main() {
  place = CORNERS[gl_VertexID];
  gl_Position = vec4(2.0 * place - 1.0, 0, 1);
}`

/** A value that stands for "no data": drivers differ in what they make of NaN. */
export const NO_DATA = -3e38

export const FRAGMENT = `#version 300 es
precision highp float;
precision highp sampler2DArray;
uniform sampler2DArray pixels;
uniform vec2 window;     // first pixel, side
uniform ivec3 bands;
uniform bool isColour;
uniform vec3 black;
uniform vec3 unit;
uniform float white;
uniform float k;
uniform float grey;
uniform int curve;       // 0 linear, 1 log, 2 asinh
uniform float contrast;
uniform float bias;
uniform bool isInverted;
uniform vec3 blank;
in vec2 place;
out vec4 colour;

float at(int band) {
  ivec2 pixel = ivec2(window.x + floor(min(place, 0.999999) * window.y));
  return texelFetch(pixels, ivec3(pixel, band), 0).r;
}

float curved(float t) {
  if (t <= 0.0) return 0.0;
  if (curve == 2) return asinh(k * t) / asinh(k);
  return curve == 1 ? log(1000.0 * t + 1.0) / log(1001.0) : t;
}

void main() {
  vec3 value = vec3(at(bands.x), at(bands.y), at(bands.z));
  if (min(value.x, min(value.y, value.z)) <= ${NO_DATA.toExponential()}) {
    colour = vec4(blank, 1);
    return;
  }
  vec3 n = (value - black) / unit;
  float mean = isColour ? (n.x + n.y + n.z) / 3.0 : n.x;
  float s = max(0.0, (curved(mean / white) - bias) * contrast + 0.5);
  if (!isColour) {
    float level = min(s, 1.0);
    colour = vec4(vec3(isInverted ? 1.0 - level : level), 1);
    return;
  }
  if (mean <= 0.0) {
    colour = vec4(vec3(min(s, 1.0)), 1);
    return;
  }
  vec3 mixed = max(vec3(0), mean + (n - mean) * (mean / (mean + grey)));
  float gain = min(s / mean, 1.0 / max(mixed.x, max(mixed.y, mixed.z)));
  float fade = s > 1.0 ? 0.6 * (1.0 - exp(2.0 - 2.0 * s)) : 0.0;
  colour = vec4(mixed * gain * (1.0 - fade) + fade, 1);
}`
