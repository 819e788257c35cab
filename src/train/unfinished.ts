/** What a killed process was writing: files appear whole or not at all, and this is the "not at all". */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const UNFINISHED = /^\..+\.[0-9a-f]{12}\.part$/

/** Removes it from a folder that only this process writes to. */
export async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (UNFINISHED.test(name)) await rm(join(folder, name), { force: true })
  }
}
