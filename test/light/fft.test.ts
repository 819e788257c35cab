/** The transform: what the sum says, and to the last bit what one stage after the other gives. */
import { expect, test } from 'vitest'
import { type ComplexPicture, complexPicture, transform } from '../../src/light/fft.js'
import { Random } from '../../src/random.js'

function randomPicture(side: number): ComplexPicture {
  const random = new Random(side)
  const picture = complexPicture(side)
  for (let i = 0; i < picture.re.length; i++) {
    picture.re[i] = random.normal()
    picture.im[i] = random.normal()
  }
  return picture
}

/** One line after the other, one stage after the other: every simulated byte was made so. */
function stageByStage({ side, re, im }: ComplexPicture, sign: 1 | -1): void {
  for (const [start, step] of [
    [side, 1],
    [1, side],
  ]) {
    for (let line = 0; line < side; line++) transformLine(re, im, line * start, step, side, sign)
  }
}

function transformLine(
  re: Float64Array,
  im: Float64Array,
  start: number,
  step: number,
  n: number,
  sign: number,
): void {
  const at = (i: number) => start + i * step
  const bits = Math.log2(n)
  const order = Array.from({ length: n }, (_, i) =>
    Number.parseInt(i.toString(2).padStart(bits, '0').split('').reverse().join(''), 2),
  )
  const line = order.map((i) => [re[at(i)], im[at(i)]])
  for (let half = 1; half < n; half *= 2) {
    for (let a = 0; a < n; a++) {
      if (a & half) continue
      const angle = (2 * Math.PI * ((a % half) * (n / (2 * half)))) / n
      const [wr, wi] = [Math.cos(angle), sign * Math.sin(angle)]
      const [[ar, ai], [br, bi]] = [line[a], line[a + half]]
      const [tr, ti] = [br * wr - bi * wi, br * wi + bi * wr]
      line[a] = [ar + tr, ai + ti]
      line[a + half] = [ar - tr, ai - ti]
    }
  }
  for (const [i, [real, imaginary]] of line.entries()) {
    re[at(i)] = real
    im[at(i)] = imaginary
  }
}

test.each([2, 4, 8, 16, 32])('a picture of side %i has the same bits as stage by stage', (side) => {
  for (const sign of [1, -1] as const) {
    const [found, wanted] = [randomPicture(side), randomPicture(side)]
    transform(found, sign)
    stageByStage(wanted, sign)
    for (let i = 0; i < wanted.re.length; i++) {
      if (found.re[i] !== wanted.re[i] || found.im[i] !== wanted.im[i]) throw new Error(`${i}`)
    }
  }
})

test('is the sum over all values', () => {
  const side = 8
  const [found, given] = [randomPicture(side), randomPicture(side)]
  transform(found, -1)
  for (const [kx, ky] of [
    [0, 0],
    [1, 0],
    [3, 5],
    [7, 4],
  ]) {
    let [re, im] = [0, 0]
    for (let i = 0; i < side * side; i++) {
      const angle = (-2 * Math.PI * (kx * (i % side) + ky * Math.floor(i / side))) / side
      re += given.re[i] * Math.cos(angle) - given.im[i] * Math.sin(angle)
      im += given.re[i] * Math.sin(angle) + given.im[i] * Math.cos(angle)
    }
    expect(found.re[ky * side + kx]).toBeCloseTo(re, 10)
    expect(found.im[ky * side + kx]).toBeCloseTo(im, 10)
  }
})

test('rows that are told to be empty are left out of the first pass', () => {
  const [found, wanted] = [randomPicture(16), randomPicture(16)]
  for (const { re, im } of [found, wanted]) {
    re.fill(0, 3 * 16, 11 * 16)
    im.fill(0, 3 * 16, 11 * 16)
  }
  transform(found, 1, (row) => row >= 3 && row < 11)
  transform(wanted, 1)
  expect(found.re).toEqual(wanted.re)
  expect(found.im).toEqual(wanted.im)
})
