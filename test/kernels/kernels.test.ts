/**
 * The kernels do what plain loops do, to the last bit: every simulated byte hangs on it. They are
 * made of the sources that lie here.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { numbersAt, onKernels, pixelsAt, take } from '../../src/kernels/index.js'
import { hubblePsf } from '../../src/light/index.js'
import { Random } from '../../src/random.js'

test('the code was made of the sources', () => {
  const folder = 'scripts/kernels'
  const hash = createHash('sha256')
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'))
  for (const name of sources.sort()) hash.update(readFileSync(`${folder}/${name}`))
  expect(
    readFileSync('src/kernels/code.ts', 'utf8'),
    'after a change of scripts/kernels, run node scripts/kernels/build.mjs',
  ).toContain(hash.digest('hex').slice(0, 32))
})

/** Throws where two numbers differ in any bit. */
function expectSameBits(found: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(found.length).toBe(wanted.length)
  for (let i = 0; i < wanted.length; i++) {
    if (!Object.is(found[i], wanted[i])) throw new Error(`${i}: ${found[i]}, not ${wanted[i]}`)
  }
}

/** Puts numbers into the memory of the kernels. */
function told(values: ArrayLike<number>): number {
  const place = take(8 * values.length)
  numbersAt(place, values.length).set(values)
  return place
}

const random = new Random(3)
/** Numbers between powers of 2, as many large as small ones. */
const drawn = (n: number, from: number, to: number) =>
  Float64Array.from({ length: n }, () => 2 ** random.between(from, to))

test('sums of Gaussians are those of Math.exp', () => {
  for (let trial = 0; trial < 40; trial++) {
    const k = Float64Array.from([0, ...drawn(401, -40, 4)])
    const rates = drawn(30, -30, 10).map((rate) => -rate)
    const parts = drawn(30, -20, 1)
    const found = onKernels([], (kernels) => {
      const out = take(8 * k.length)
      kernels.sumOfGaussians(told(k), k.length, told(rates), told(parts), rates.length, out)
      return numbersAt(out, k.length).slice()
    })
    const wanted = k.map((node) => {
      let sum = 0
      for (let j = 0; j < rates.length; j++) {
        const exponent = rates[j] * node * node
        if (exponent > -30) sum += parts[j] * Math.exp(exponent)
      }
      return sum
    })
    expectSameBits(found, wanted)
  }
})

/** Frequencies, some of which lie at 0, on an axis, or next to where log1p changes its way. */
function frequencies(knee: number) {
  const sizes = [...drawn(2000, -45, 1), ...Array.from({ length: 60 }, (_, i) => knee * 2 ** i)]
  const near = sizes.flatMap((size) => [size, size * (1 - 2 ** -30), size - knee, -size])
  const x = Float64Array.from([0, 0, 1, ...near].filter((size) => Math.abs(size) < 4))
  const y = x.map((size, i) => (i % 3 === 0 ? 0 : i % 3 === 1 ? size : random.normal()))
  return x.length % 2 === 0 ? { x, y } : { x: x.slice(1), y: y.slice(1) }
}

test.each([
  [0, 1],
  [0.4, 0.3],
  [2.5, 0.83],
])('a table on an ellipse of angle %d and axis ratio %d is that of Math.log1p', (angle, q) => {
  const [knee, highest] = [0.05 / 20, 1.3]
  const scale = 399 / Math.log1p(highest / knee)
  const table = Float64Array.from({ length: 402 }, (_, i) => Math.exp(-i / 60))
  const [cos, sin, root] = [Math.cos(angle), Math.sin(angle), Math.sqrt(q)]
  const { x, y } = frequencies(knee)
  const [plain, slanted] = onKernels([x, y], (kernels, places) => {
    const [out, slope] = [take(x.byteLength), take(x.byteLength)]
    const how = [...places, x.length, cos, sin, root, told(table), knee, scale, highest]
    kernels.ellipse(...how, out)
    kernels.dipole(...how, slope, 0.6, 0.8, -1.7)
    return [numbersAt(out, x.length).slice(), numbersAt(slope, x.length).slice()]
  })
  const u = x.map((fx, i) => (fx * cos + y[i] * sin) / root)
  const v = x.map((fx, i) => (y[i] * cos - fx * sin) * root)
  const wanted = u.map((along, i) => {
    const k = Math.hypot(along, v[i])
    if (k > highest) return 0
    const place = Math.log1p(k / knee) * scale
    const node = Math.floor(place)
    return table[node] + (place - node) * (table[node + 1] - table[node])
  })
  expectSameBits(plain, wanted)
  expectSameBits(
    slanted,
    wanted.map((value, i) => -1.7 * (u[i] * 0.6 + v[i] * 0.8) * value),
  )
})

test('a star is the sum of the splines near each pixel', () => {
  const { core } = hubblePsf('WFC3/UVIS', 'F555W')
  for (let trial = 0; trial < 20; trial++) {
    const [x, y, flux] = [random.between(-4, 20), random.between(-4, 17), random.between(0, 50)]
    const [width, height, reach] = [19, 16, random.between(0, 12)]
    const before = Float32Array.from({ length: width * height }, () => random.normal())
    const found = onKernels([core.planes], (kernels, [planes]) => {
      const place = take(before.byteLength)
      pixelsAt(place, before.length).set(before)
      kernels.addStars(place, 0, 0, width, height, told([x, y, flux, reach]), 1, planes)
      return pixelsAt(place, before.length).slice()
    })
    const wanted = before.map((pixel, i) => {
      const [dx, dy] = [(i % width) - x, Math.floor(i / width) - y]
      return Math.hypot(dx, dy) <= reach ? pixel + flux * core.at(dx, dy) : pixel
    })
    // Places between samples are reckoned from the star there, and from the pixel here.
    const off = wanted.map((pixel, i) => Math.abs(found[i] - pixel))
    expect(Math.max(...off)).toBeLessThan(1e-5)
    const isUntouched = (pixels: Float32Array) => pixels.map((pixel, i) => +(pixel === before[i]))
    expect(isUntouched(found)).toEqual(isUntouched(wanted))
  }
})

test('copies of constants are made anew when the memory was full', () => {
  const constants = Array.from({ length: 30 }, (_, i) => new Float64Array(2 ** 18).fill(i))
  for (let round = 0; round < 2; round++) {
    for (const [i, constant] of constants.entries()) {
      onKernels([constant], (_, [place]) => {
        expect(numbersAt(place, constant.length)[2 ** 17]).toBe(i)
        numbersAt(take(8), 1)[0] = -1
      })
    }
  }
})
