/**
 * Compares values of two readers: numbers, and truth values (T is true, any other byte is not). NaN
 * equals NaN.
 *
 * @throws Error naming the first that differs
 */
export function sameValues(what, expected, got) {
  if (expected.length !== got.length) {
    throw new Error(`${what}: ${got.length} values, where ${expected.length} are declared`)
  }
  for (let i = 0; i < expected.length; i++) {
    if (!isSame(expected[i], got[i])) {
      throw new Error(`${what} ${i}: ${got[i]}, where the bytes say ${expected[i]}`)
    }
  }
}

function isSame(expected, got) {
  if (typeof got === 'boolean') return got === (expected === 0x54)
  return Object.is(expected, got) || expected === got
}
