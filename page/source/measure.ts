/**
 * How long a key takes until the next source is on the screen: from the time stamp of the key to
 * the end of the frame in which its pictures were painted. The browser's own list of measures keeps
 * each, under this name.
 */
import type { Bench } from './bench.js'

export const KEY_TO_PAINTED = 'key to painted'

export function measurePainted(bench: Bench): void {
  const start = bench.keyTime
  if (start === undefined) return
  bench.keyTime = undefined
  requestAnimationFrame(() => {
    // A message is handled after the frame is drawn.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      performance.measure(KEY_TO_PAINTED, { start, end: performance.now() })
      port1.close()
    }
    port2.postMessage(null)
  })
}
