import { both, expOfNegative, log1pOfPositive, ONE } from './exp'

/** Gaussians below exp of this are left out. */
const LEAST_EXPONENT: f64 = -30

/**
 * values[i] = sum of parts[j] exp(rates[j] k[i]^2), for an even number of k. The sums are made in
 * the order of j.
 */
export function sumOfGaussians(
  k: usize,
  nNodes: i32,
  rates: usize,
  parts: usize,
  nParts: i32,
  values: usize,
): void {
  for (let i = 0; i < nNodes; i += 2) {
    const node = v128.load(k + (i << 3))
    let sum = f64x2.splat(0)
    for (let j = 0; j < nParts; j++) {
      const rate = v128.load64_splat(rates + (j << 3))
      const exponent = f64x2.mul(f64x2.mul(rate, node), node)
      const counts = f64x2.gt(exponent, f64x2.splat(LEAST_EXPONENT))
      if (!v128.any_true(counts)) continue
      const part = v128.load64_splat(parts + (j << 3))
      const term = f64x2.mul(part, expOfNegative(exponent))
      sum = f64x2.add(sum, v128.and(term, counts))
    }
    v128.store(values + (i << 3), sum)
  }
}

/** A table of a round spectrum at u, v, which are x, y turned and stretched. */
export function ellipse(
  x: usize,
  y: usize,
  n: i32,
  cos: f64,
  sin: f64,
  root: f64,
  values: usize,
  knee: f64,
  scale: f64,
  highest: f64,
  out: usize,
): void {
  const c = f64x2.splat(cos)
  const s = f64x2.splat(sin)
  const q = f64x2.splat(root)
  for (let i = 0; i < n; i += 2) {
    const fx = v128.load(x + (i << 3))
    const fy = v128.load(y + (i << 3))
    const u = f64x2.div(f64x2.add(f64x2.mul(fx, c), f64x2.mul(fy, s)), q)
    const v = f64x2.mul(f64x2.sub(f64x2.mul(fy, c), f64x2.mul(fx, s)), q)
    v128.store(out + (i << 3), tableAt(u, v, values, knee, scale, highest))
  }
}

/** The same, times factor (u along + v across). */
export function dipole(
  x: usize,
  y: usize,
  n: i32,
  cos: f64,
  sin: f64,
  root: f64,
  values: usize,
  knee: f64,
  scale: f64,
  highest: f64,
  out: usize,
  along: f64,
  across: f64,
  factor: f64,
): void {
  const c = f64x2.splat(cos)
  const s = f64x2.splat(sin)
  const q = f64x2.splat(root)
  for (let i = 0; i < n; i += 2) {
    const fx = v128.load(x + (i << 3))
    const fy = v128.load(y + (i << 3))
    const u = f64x2.div(f64x2.add(f64x2.mul(fx, c), f64x2.mul(fy, s)), q)
    const v = f64x2.mul(f64x2.sub(f64x2.mul(fy, c), f64x2.mul(fx, s)), q)
    const side = f64x2.add(f64x2.mul(u, f64x2.splat(along)), f64x2.mul(v, f64x2.splat(across)))
    const table = tableAt(u, v, values, knee, scale, highest)
    v128.store(out + (i << 3), f64x2.mul(f64x2.mul(f64x2.splat(factor), side), table))
  }
}

/** The table at the length of u, v; its length as V8's Math.hypot has it. */
function tableAt(u: v128, v: v128, values: usize, knee: f64, scale: f64, highest: f64): v128 {
  const a = f64x2.abs(u)
  const b = f64x2.abs(v)
  const most = f64x2.pmax(a, b)
  // The formula of V8's Math.hypot; the larger one over itself is 1.
  const ratio = f64x2.div(f64x2.pmin(a, b), most)
  const root = f64x2.sqrt(f64x2.add(both(ONE), f64x2.mul(ratio, ratio)))
  const k = v128.and(f64x2.mul(root, most), f64x2.gt(most, f64x2.splat(0)))
  const isIn = f64x2.le(k, f64x2.splat(highest))
  const inside = v128.and(k, isIn)
  const place = f64x2.mul(log1pOfPositive(f64x2.div(inside, f64x2.splat(knee))), f64x2.splat(scale))
  const node = f64x2.floor(place)
  const whole = i32x4.trunc_sat_f64x2_s_zero(node)
  const first = values + (i32x4.extract_lane(whole, 0) << 3)
  const second = values + (i32x4.extract_lane(whole, 1) << 3)
  const one = v128.load(first)
  const two = v128.load(second)
  const low = v128.shuffle<f64>(one, two, 0, 2)
  const high = v128.shuffle<f64>(one, two, 1, 3)
  const value = f64x2.add(low, f64x2.mul(f64x2.sub(place, node), f64x2.sub(high, low)))
  return v128.and(value, isIn)
}
