/** The log of a piece: one line an event, with the machine, so that a failure can be traced. */
import { appendFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { visible } from '../visible.js'
import type { Job } from './job.js'

export function logPath(job: Job, name: string): string {
  return join(job.folder, 'logs', `${name}.log`)
}

/** Adds a line. A log that cannot be written, e.g. on a full disk, does not stop the work. */
export async function logLine(job: Job, name: string, text: string): Promise<void> {
  const who = `${new Date().toISOString()} ${hostname()} ${process.pid}`
  const lines = text.split('\n').map((line) => `${who} ${visible(line)}\n`)
  await appendFile(logPath(job, name), lines.join('')).catch(() => {})
}
