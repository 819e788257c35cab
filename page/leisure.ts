/** Work that can wait is done in small pieces, between keys and frames. */

/** Where the browser is never idle, the work is done after so many milliseconds all the same. */
const LATEST_MS = 100

/** Resolves when the browser has nothing more urgent to do. Not every browser can tell. */
export function leisure(): Promise<void> {
  return new Promise((done) => {
    if ('requestIdleCallback' in globalThis) {
      requestIdleCallback(() => done(), { timeout: LATEST_MS })
    } else setTimeout(done)
  })
}
