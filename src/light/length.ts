/**
 * Length of a vector by the formula of V8's Math.hypot, which is slow since it takes any number of
 * arguments. The bytes of simulated fields were made with it.
 */
export function lengthOf(x: number, y: number): number {
  const a = Math.abs(x)
  const b = Math.abs(y)
  const most = a > b ? a : b
  if (most === 0) return 0
  return Math.sqrt((a / most) * (a / most) + (b / most) * (b / most)) * most
}
