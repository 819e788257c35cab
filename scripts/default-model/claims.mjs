// Several processes share a list of what is to be made: each thing is made by the one that claims
// it first. A claim is a folder beside the thing with the number of the process; that of a process
// that has died is taken over. All processes must run on one machine.
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const POLL_MS = 3000
const claimOf = (path) => `${path}.claim`

/**
 * Makes a file or folder once.
 *
 * @param make makes it; `path` must exist only when it is whole
 * @returns false if another process is making it now
 */
export async function madeOrClaimed(path, make) {
  if (existsSync(path)) return true
  if (!(await claimed(path))) return false
  try {
    // The one before may have ended between the two questions.
    if (!existsSync(path)) await make()
  } finally {
    await rm(claimOf(path), { recursive: true, force: true })
  }
  return true
}

/** The same, but waits for another process that is making it. */
export async function madeOnce(path, make) {
  while (!(await madeOrClaimed(path, make))) await setTimeout(POLL_MS)
}

async function claimed(path) {
  const folder = claimOf(path)
  await mkdir(dirname(path), { recursive: true })
  for (;;) {
    try {
      await mkdir(folder)
      await writeFile(join(folder, 'pid'), `${process.pid}`)
      return true
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (await isAlive(folder)) return false
    console.error(`${path}: the process that claimed it has ended`)
    await rm(folder, { recursive: true, force: true })
  }
}

async function isAlive(folder) {
  const file = join(folder, 'pid')
  // Between the two steps of a claim there is no number yet.
  for (let tries = 0; tries < 3 && !existsSync(file); tries++) await setTimeout(500)
  const pid = existsSync(file) ? Number(await readFile(file, 'utf8')) : 0
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
