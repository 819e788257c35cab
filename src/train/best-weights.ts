/**
 * best.safetensors holds the weights of the epoch that the checkpoint calls the best. These are two files, and a run may be
 * killed between them; on another machine it may then find another epoch the best. So the weights of a new best epoch wait
 * under a name of their own until the checkpoint knows of them.
 */
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

export const BEST = 'best.safetensors'
const WAITING = /^best-(\d+)\.safetensors$/

/** @param epoch counted from 1 */
export function waitingBest(epoch: number): string {
  return `best-${epoch}.safetensors`
}

/** @param epoch the best that the checkpoint knows; what waits of another goes */
export async function settleBest(folder: string, epoch: number | undefined): Promise<void> {
  for (const name of await readdir(folder)) {
    const waiting = WAITING.exec(name)
    if (!waiting) continue
    if (Number(waiting[1]) === epoch) await rename(join(folder, name), join(folder, BEST))
    else await rm(join(folder, name))
  }
}
