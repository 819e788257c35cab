/**
 * The Cholesky factor of a symmetric, positive definite matrix: A = L L^T with L lower triangular
 * (Golub & Van Loan, Matrix Computations, section 4.2).
 */

/**
 * L of a matrix A = L L^T.
 *
 * @param a n x n, row by row; only its lower triangle is read
 * @returns n x n, 0 above the diagonal; undefined if A is not positive definite
 * @example choleskyOf(Float64Array.of(4, 2, 2, 5), 2) // 2, 0, 1, 2
 */
export function choleskyOf(a: Float64Array, n: number): Float64Array | undefined {
  const l = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let left = a[i * n + j]
      for (let k = 0; k < j; k++) left -= l[i * n + k] * l[j * n + k]
      if (i !== j) l[i * n + j] = left / l[j * n + j]
      else if (left > 0) l[i * n + i] = Math.sqrt(left)
      else return undefined
    }
  }
  return l
}

/**
 * The inverse of a lower triangular matrix, by forward substitution. If A = L L^T, the inverse W of
 * L has W^T W = A^-1.
 *
 * @param l n x n, row by row, no 0 on the diagonal
 */
export function inverseOfLower(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n)
  for (let column = 0; column < n; column++) {
    for (let i = column; i < n; i++) {
      let left = i === column ? 1 : 0
      for (let k = column; k < i; k++) left -= l[i * n + k] * inverse[k * n + column]
      inverse[i * n + column] = left / l[i * n + i]
    }
  }
  return inverse
}
