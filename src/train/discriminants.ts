/**
 * The directions of a network's features that tell the classes apart: Fisher's discriminants. With
 * features x that are scaled to a deviation of 1, means mu_k of the classes, mu of all, and the
 * scatter S about the means of the classes,
 *
 *   W^T W = (S + r I)^-1,   directions: an orthonormal basis of all W (mu_k - mu)
 *
 * so that the scatter within a class is the unit in each direction. The ridge r = 0.1 keeps
 * directions out in which the classes hardly scatter by chance: features are many, stamps are few.
 */
import { InputError } from '../errors.js'
import { choleskyOf, inverseOfLower } from '../statistics/index.js'

const RIDGE = 0.1
/** A feature counts as varying by a thirtieth of the root mean square at least, as for novelty. */
const LEAST_WIDTH = Math.sqrt(1e-3)
/** A mean that lies in the directions before it but for this share adds none. */
const LEAST_SHARE = 1e-6

/**
 * @param features (stamps, features)
 * @param labels the class of each stamp
 * @returns (directions, features), by which features are multiplied; fewer directions than classes
 * @throws InputError if the features tell no classes apart
 */
export function discriminants(features: Float32Array, labels: ArrayLike<number>): Float32Array {
  const n = features.length / labels.length
  const widths = widthsOf(features, n)
  const scaled = Float64Array.from(features, (value, i) => value / widths[i % n])
  const all = meanOf(scaled, n, () => true)
  const values = [...new Set(Array.from(labels))].sort((a, b) => a - b)
  const means = new Map(
    values.map((value) => [value, meanOf(scaled, n, (row) => labels[row] === value)]),
  )
  const whitening = whiteningOf(scaled, n, (row) => means.get(labels[row])!)
  const basis: Float64Array[] = []
  for (const mean of means.values()) {
    const off = mean.map((value, i) => value - all[i])
    const direction = perpendicular(timesLower(whitening, off), basis)
    if (direction) basis.push(direction)
  }
  if (basis.length === 0) {
    throw new InputError({
      what: 'the features of the network do not tell the classes of these stamps apart',
      where: 'gallery',
      remedy: 'give data sets with stamps of several classes, and a network that was trained',
    })
  }
  return Float32Array.from(
    basis.flatMap((direction) => [...lowerTimes(direction, whitening)]),
    (value, i) => value / widths[i % n],
  )
}

/** Standard deviation of each feature; a feature that hardly varies gets a least one. */
function widthsOf(features: Float32Array, n: number): Float64Array {
  const mean = meanOf(Float64Array.from(features), n, () => true)
  const squares = new Float64Array(n)
  for (const [i, value] of features.entries()) squares[i % n] += (value - mean[i % n]) ** 2
  const variances = squares.map((square) => (square * n) / features.length)
  const least = LEAST_WIDTH * Math.sqrt(variances.reduce((sum, one) => sum + one, 0) / n) || 1
  return variances.map((variance) => Math.max(least, Math.sqrt(variance)))
}

function meanOf(features: Float64Array, n: number, isOf: (row: number) => boolean): Float64Array {
  const sums = new Float64Array(n)
  let count = 0
  for (let row = 0; row < features.length / n; row++) {
    if (!isOf(row)) continue
    count++
    for (let i = 0; i < n; i++) sums[i] += features[row * n + i]
  }
  return sums.map((sum) => sum / count)
}

/** W, lower triangular. */
function whiteningOf(
  scaled: Float64Array,
  n: number,
  meanAt: (row: number) => Float64Array,
): Float64Array {
  const scatter = new Float64Array(n * n)
  const nRows = scaled.length / n
  for (let row = 0; row < nRows; row++) {
    const mean = meanAt(row)
    const off = mean.map((value, i) => scaled[row * n + i] - value)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) scatter[i * n + j] += (off[i] * off[j]) / nRows
    }
  }
  for (let i = 0; i < n; i++) scatter[i * n + i] += RIDGE
  return inverseOfLower(choleskyOf(scatter, n)!, n)
}

/** What is left of a vector beside the basis, with length 1; undefined where nothing is. */
function perpendicular(
  vector: Float64Array,
  basis: readonly Float64Array[],
): Float64Array | undefined {
  const left = vector.slice()
  // Twice: after the first time rounding has left a little.
  for (const one of [...basis, ...basis]) {
    const share = dot(left, one)
    for (let i = 0; i < left.length; i++) left[i] -= share * one[i]
  }
  const length = Math.sqrt(dot(left, left))
  if (!(length > LEAST_SHARE * Math.sqrt(dot(vector, vector)))) return undefined
  return left.map((value) => value / length)
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}

/** W x */
function timesLower(w: ArrayLike<number>, x: Float64Array): Float64Array {
  const n = x.length
  return x.map((_, i) => {
    let sum = 0
    for (let j = 0; j <= i; j++) sum += w[i * n + j] * x[j]
    return sum
  })
}

/** x^T W */
function lowerTimes(x: Float64Array, w: ArrayLike<number>): Float64Array {
  const n = x.length
  return x.map((_, j) => {
    let sum = 0
    for (let i = j; i < n; i++) sum += x[i] * w[i * n + j]
    return sum
  })
}
