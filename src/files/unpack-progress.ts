/**
 * How far the unpacking of a file is. A file is unpacked wherever one is opened, so who shows it
 * listens to a channel of the process, and no function on the way needs an option for it.
 */
import { channel } from 'node:diagnostics_channel'

/** What is being unpacked. */
export interface Unpacked {
  readonly name: string
  /** Bytes of the packed file that were read. */
  readonly nRead: number
  /** All bytes of the packed file. */
  readonly nBytes: number
}

const unpacking = channel('starsift:unpacking')

export function sayUnpacking(at: Unpacked): void {
  if (unpacking.hasSubscribers) unpacking.publish(at)
}

/**
 * Calls a listener while files are unpacked, after every piece that was read.
 *
 * @returns what ends it
 * @example const stop = onUnpacking(({ name, nRead, nBytes }) => console.log(name, nRead / nBytes))
 */
export function onUnpacking(listener: (at: Unpacked) => void): () => void {
  const heard = (at: unknown) => listener(at as Unpacked)
  unpacking.subscribe(heard)
  return () => unpacking.unsubscribe(heard)
}
