// Gives one reader inputs until it is told to stop. Its parent (fuzz.mjs) watches it, since a
// reader that hangs or takes all memory cannot say so itself.
//   argv    name of the reader
//   hears   { seed, n, trace?, withBranches? }: read n inputs of this seed; with trace, write each
//           input to that file before it is read
//   says    { seed, n, nRefused, nHeader, nCompared, branches } or { seed, fault, input, seconds }
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import fc from 'fast-check'
import { InputError } from '../../dist/index.js'
import { inputsOf, READERS } from './readers.mjs'

const LONGEST_SECONDS = 5
const MOST_BYTES = 2 ** 30

const reader = READERS[process.argv[2]]
const inputs = inputsOf(reader)
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

process.on('message', async (task) => process.send(await batch(task)))
process.send({ isReady: true })

async function batch({ seed, n, trace, withBranches }) {
  const counts = { seed, n, nRefused: 0, nHeader: 0, nCompared: 0 }
  for (const input of fc.sample(inputs, { seed, numRuns: n })) {
    if (trace) writeFileSync(trace, input)
    const fault = await faultOf(input, counts)
    if (fault) return { seed, fault, input: Buffer.from(input).toString('base64') }
  }
  return { ...counts, branches: withBranches ? await branchesReached() : [] }
}

async function faultOf(input, counts) {
  let isHeader = false
  const told = { header: () => (isHeader = true), compared: () => (counts.nCompared += 1) }
  const before = process.cpuUsage()
  try {
    await reader.read(input, told)
  } catch (error) {
    if (!(error instanceof InputError)) return String(error?.stack ?? error)
    counts.nRefused += 1
    const said = error.message
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(said))
      return `control characters: ${JSON.stringify(said)}`
    if (said.length > 3000) return `an error of ${said.length} characters: ${said.slice(0, 200)}`
  }
  if (isHeader) counts.nHeader += 1
  const { user, system } = process.cpuUsage(before)
  const seconds = (user + system) / 1e6
  if (seconds > LONGEST_SECONDS) return `${seconds.toFixed(1)} s of processor time`
  const { rss } = process.memoryUsage()
  if (rss > MOST_BYTES) return `${(rss / 2 ** 20).toFixed(0)} MiB of memory`
  return undefined
}

/** Blocks of our code that were run, as script and place. */
async function branchesReached() {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const found = []
  for (const { url, functions } of result) {
    const file = /\/dist\/(.+)$/.exec(url)?.[1]
    if (!file) continue
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges) {
        if (count > 0) found.push(`${file}:${startOffset}-${endOffset}`)
      }
    }
  }
  return found
}
