/**
 * exp and log1p by the formulas of fdlibm (Sun Microsystems 1993), which V8's Math has too, of two
 * numbers at a time. The bytes of simulated fields hang on each bit of them. Where fdlibm branches,
 * all branches are computed, and masks choose.
 */

// Constants lie in memory: there they cost one load, as operands several instructions.
export const ONE = memory.data<f64>([1])
const HALF = memory.data<f64>([0.5])
const TWO = memory.data<f64>([2])
const TWO_THIRDS = memory.data<f64>([0.6666666666666666])
const LN2_HI = memory.data<f64>([0.6931471803691238])
const LN2_LO = memory.data<f64>([1.9082149292705877e-10])
const INV_LN2 = memory.data<f64>([Math.LOG2E])
const P1 = memory.data<f64>([0.16666666666666602])
const P2 = memory.data<f64>([-0.0027777777777015593])
const P3 = memory.data<f64>([6.613756321437934e-5])
const P4 = memory.data<f64>([-1.6533902205465252e-6])
const P5 = memory.data<f64>([4.1381367970572385e-8])
const LP1 = memory.data<f64>([0.6666666666666735])
const LP2 = memory.data<f64>([0.3999999999940942])
const LP3 = memory.data<f64>([0.2857142874366239])
const LP4 = memory.data<f64>([0.22222198432149784])
const LP5 = memory.data<f64>([0.1818357216161805])
const LP6 = memory.data<f64>([0.15313837699209373])
const LP7 = memory.data<f64>([0.14798198605116586])
/** exp reduces numbers from here on: beyond the high word of ln(2) / 2. */
const REDUCED_FROM = memory.data<u64>([0x3fd62e4300000000])
/** 2^-28: exp(x) is 1 + x. */
const TINY_EXP = memory.data<u64>([0x3e30000000000000])
/** 2^-29: log1p(x) is x - x^2 / 2. */
const TINY_LOG = memory.data<u64>([0x3e20000000000000])
/** sqrt(2) - 1, by its high word. */
const SMALL_BELOW = memory.data<u64>([0x3fda827a00000000])
/** High word's bits of the mantissa: all, those of sqrt(2), those of 2 less 2^-18. */
const HIGH_BITS = memory.data<u64>([0xfffff])
const ROOT_TWO = memory.data<u64>([0x6a09e])
const NEAR_TWO = memory.data<u64>([0xffffc])
const MANTISSA = memory.data<u64>([0x000fffffffffffff])
const BIAS = memory.data<u64>([1023])
const NONE = memory.data<u64>([0])

/** Both lanes of a constant. */
export function both(place: usize): v128 {
  return v128.load64_splat(place)
}

/** exp(x) of -700 < x <= 0. */
export function expOfNegative(x: v128): v128 {
  const size = f64x2.abs(x)
  const isReduced = f64x2.ge(size, both(REDUCED_FROM))
  const halves = f64x2.sub(f64x2.mul(x, both(INV_LN2)), both(HALF))
  const k = v128.and(f64x2.trunc(halves), isReduced)
  const hi = f64x2.sub(x, f64x2.mul(k, both(LN2_HI)))
  const lo = f64x2.mul(k, both(LN2_LO))
  const r = f64x2.sub(hi, lo)
  const t = f64x2.mul(r, r)
  let p = f64x2.mul(t, both(P5))
  p = f64x2.mul(t, f64x2.add(both(P4), p))
  p = f64x2.mul(t, f64x2.add(both(P3), p))
  p = f64x2.mul(t, f64x2.add(both(P2), p))
  p = f64x2.mul(t, f64x2.add(both(P1), p))
  const c = f64x2.sub(r, p)
  const q = f64x2.div(f64x2.mul(r, c), f64x2.sub(both(TWO), c))
  const y = f64x2.sub(both(ONE), f64x2.sub(f64x2.sub(lo, q), hi))
  const whole = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k))
  const power = i64x2.shl(i64x2.add(whole, both(BIAS)), 52)
  const isTiny = f64x2.lt(size, both(TINY_EXP))
  return v128.bitselect(f64x2.add(both(ONE), x), f64x2.mul(y, power), isTiny)
}

/** log(1 + x) of 0 <= x < 2^53. */
export function log1pOfPositive(x: v128): v128 {
  const isSmall = f64x2.lt(x, both(SMALL_BELOW))
  // 1 + x = 2^k (1 + f), with f between sqrt(1/2) - 1 and sqrt(2) - 1; c is what 1 + x has lost.
  const u = f64x2.add(both(ONE), x)
  const high = i64x2.shr_u(u, 32)
  const exponent = i64x2.sub(i64x2.shr_u(high, 20), both(BIAS))
  const mantissa = v128.and(high, both(HIGH_BITS))
  const isLower = i64x2.gt_s(both(ROOT_TWO), mantissa)
  const lost = v128.bitselect(
    f64x2.sub(both(ONE), f64x2.sub(u, x)),
    f64x2.sub(x, f64x2.sub(u, both(ONE))),
    i64x2.gt_s(exponent, both(NONE)),
  )
  const c = v128.andnot(f64x2.div(lost, u), isSmall)
  const first = v128.bitselect(both(ONE), both(HALF), isLower)
  const near = f64x2.sub(v128.or(v128.and(u, both(MANTISSA)), first), both(ONE))
  const f = v128.bitselect(x, near, isSmall)
  const whole = v128.andnot(i64x2.add(exponent, i64x2.add(isLower, i64x2.splat(1))), isSmall)
  const k = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(whole, whole, 0, 2, 0, 2))
  const hfsq = f64x2.mul(f64x2.mul(both(HALF), f), f)
  const s = f64x2.div(f, f64x2.add(both(TWO), f))
  const z = f64x2.mul(s, s)
  let r = f64x2.mul(z, both(LP7))
  r = f64x2.mul(z, f64x2.add(both(LP6), r))
  r = f64x2.mul(z, f64x2.add(both(LP5), r))
  r = f64x2.mul(z, f64x2.add(both(LP4), r))
  r = f64x2.mul(z, f64x2.add(both(LP3), r))
  r = f64x2.mul(z, f64x2.add(both(LP2), r))
  r = f64x2.mul(z, f64x2.add(both(LP1), r))
  const low = f64x2.add(f64x2.mul(k, both(LN2_LO)), c)
  const usual = f64x2.sub(hfsq, f64x2.add(f64x2.mul(s, f64x2.add(hfsq, r)), low))
  // |f| < 2^-20.
  const small = f64x2.mul(hfsq, f64x2.sub(both(ONE), f64x2.mul(both(TWO_THIRDS), f)))
  const isNear = v128.or(i64x2.eq(mantissa, both(NONE)), i64x2.gt_s(mantissa, both(NEAR_TWO)))
  const rest = v128.bitselect(f64x2.sub(small, low), usual, v128.andnot(isNear, isSmall))
  const value = f64x2.sub(f64x2.mul(k, both(LN2_HI)), f64x2.sub(rest, f))
  const ofTiny = f64x2.sub(x, f64x2.mul(f64x2.mul(x, x), both(HALF)))
  return v128.bitselect(ofTiny, value, f64x2.lt(x, both(TINY_LOG)))
}
