// Runs starsift for bench/jobs.mjs: how long it takes, and how much memory its processes have.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const main = join(import.meta.dirname, '../dist/cli/main.js')
export const program = [process.execPath, main]

const run = promisify(execFile)

/** Runs a command of starsift to its end; gives what it printed. */
export async function starsift(...words) {
  return (await run(process.execPath, [main, ...words], { maxBuffer: 2 ** 28 })).stdout
}

const LOOK_MS = 200

/** How long something takes, s, and the largest peak memory of a process of starsift, MB. */
export async function watched(work) {
  let memory = 0
  const look = setInterval(() => {
    memory = Math.max(memory, peakMemory())
  }, LOOK_MS)
  const began = performance.now()
  try {
    await work()
  } finally {
    clearInterval(look)
  }
  return { seconds: (performance.now() - began) / 1000, memory }
}

/** VmHWM of proc(5), "Peak resident set size", of the processes of this copy of starsift. */
function peakMemory() {
  const sizes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${main}\0`)) return 0
        const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
        return Number(kilobytes) / 1000
      } catch {
        // It has ended meanwhile.
        return 0
      }
    })
  return Math.max(0, ...sizes)
}

/** The time that all pieces of a job took, from the lines of their logs, s. */
export function busySeconds(job) {
  return readdirSync(join(job, 'logs')).reduce((sum, name) => {
    const lines = readFileSync(join(job, 'logs', name), 'utf8').split('\n')
    const at = (ending) => {
      const line = lines.findLast((one) => one.endsWith(ending))
      return Date.parse(line.slice(0, line.indexOf(' ')))
    }
    return sum + (at(' is done') - at(' begins')) / 1000
  }, 0)
}
