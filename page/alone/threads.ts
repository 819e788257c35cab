/** More threads than this gain nothing on batches of eight stamps. */
const MOST_THREADS = 8

/**
 * How many threads WebAssembly may use. They share memory, which browsers allow only pages that
 * are closed to other origins (COOP and COEP).
 */
export function nThreads(): number {
  return self.crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency) : 1
}
