// Gives every reader of files inputs that are wrong in some way, and looks for what must not
// happen: an error that is no InputError, a crash, 5 s of processor time or 1 GiB of memory for one
// small file, or values that another reader does not find in the bytes that the header declares.
//
// usage: npm run fuzz -- [--seconds 600] [--seed 1] [--inputs N] [--readers NAMES] [--keep DIR]
//   --seconds N     ends after this time (60), shared by the readers
//   --inputs N      goes on until each reader had this many inputs, if that takes longer
//   --seed N        which inputs (1); batch k of a reader has the seed N * 100000 + k
//   --readers A,B   only these
//   --keep DIR      folder for inputs at which a reader failed (fuzz-failures)
//
// Inputs are of two kinds: good files with edits, and files made from their parts (fast-check), so
// that a third or more get past the header. It prints for each reader the inputs, how many got past
// the header, were refused and were compared, and how many branches of dist/ were reached.
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const NAMES = [
  ...['FITS image', 'packed image', 'FITS table', 'packed table', 'sky coordinates'],
  ...['packed file', 'tar', 'zip'],
  ...['csv', 'ecsv', 'white-space table'],
  ...['IPAC table', 'CDS table', 'DAOPHOT table', 'fixed-width table'],
  'NumPy table',
  ...['VOTable', 'JSON lines', 'Parquet', 'DS9 regions'],
  ...['SExtractor catalogue', 'npy', 'npz and pth', 'old pth', 'safetensors', 'checkpoint'],
  ...['model card', 'recipe', 'plan'],
]
const BATCH = 250
/** Counting branches takes as long as a batch. */
const BATCHES_PER_COUNT = 8
/** A batch takes less than a second. On a busy machine it may wait; this long nothing takes. */
const LONGEST_BATCH_MS = 90_000
const WORKER_MEMORY = '--max-old-space-size=900'

const { values: asked } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    inputs: { type: 'string', default: '0' },
    readers: { type: 'string' },
    keep: { type: 'string', default: 'fuzz-failures' },
    help: { type: 'boolean' },
  },
})
if (asked.help) {
  const { usage } = /(?<usage>usage:[\s\S]*?)\n\/\/\n/.exec(
    readFileSync(new URL(import.meta.url), 'utf8'),
  ).groups
  console.log(usage.replaceAll(/^\/\/ ?/gm, ''))
  console.log(`readers: ${NAMES.join(', ')}`)
  process.exit()
}
const names = asked.readers ? asked.readers.split(',') : NAMES
for (const name of names) if (!NAMES.includes(name)) throw new Error(`no reader ${name}: ${NAMES}`)
const started = performance.now()
const budgetMs = (Number(asked.seconds) * 1000) / names.length
const folder = mkdtempSync(join(tmpdir(), 'starsift-fuzz-'))
const failures = []
const queue = [...names]
const rows = []

try {
  await Promise.all(Array.from({ length: availableParallelism() }, fuzzQueue))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
report()

async function fuzzQueue() {
  for (let name = queue.shift(); name; name = queue.shift()) rows.push(await fuzzed(name))
}

async function fuzzed(name) {
  const row = { name, n: 0, nRefused: 0, nHeader: 0, nCompared: 0, branches: new Set(), nFailed: 0 }
  const began = performance.now()
  let worker = await begin(name)
  const goesOn = () =>
    performance.now() - began < budgetMs * Math.min(names.length, availableParallelism()) ||
    row.n < Number(asked.inputs)
  for (let k = 0; goesOn() && row.nFailed < 5; k++) {
    const seed = Number(asked.seed) * 100_000 + k
    const withBranches = k % BATCHES_PER_COUNT === 0
    const answer = await answerOf(worker, { seed, n: BATCH, withBranches })
    if (answer.fault === undefined) {
      for (const key of ['n', 'nRefused', 'nHeader', 'nCompared']) row[key] += answer[key]
      for (const branch of answer.branches) row.branches.add(branch)
      continue
    }
    worker.kill('SIGKILL')
    row.nFailed += 1
    await keep(name, seed, answer)
    worker = await begin(name)
  }
  worker.kill('SIGKILL')
  return { ...row, seconds: (performance.now() - began) / 1000 }
}

function begin(name) {
  const path = join(import.meta.dirname, 'fuzz', 'worker.mjs')
  const worker = fork(path, [name], {
    execArgv: [WORKER_MEMORY],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  worker.said = ''
  worker.stderr.on('data', (data) => {
    worker.said = `${worker.said}${data}`.slice(-4000)
  })
  return new Promise((done, fail) => {
    worker.once('message', () => done(worker))
    worker.once('exit', () =>
      fail(new Error(`the worker for ${name} does not start: ${worker.said}`)),
    )
  })
}

/** What the worker says of a batch; a fault if it dies or says nothing. */
function answerOf(worker, task) {
  return new Promise((done) => {
    const end = (answer) => {
      clearTimeout(timer)
      worker.removeAllListeners('message')
      worker.removeAllListeners('exit')
      done(answer)
    }
    const timer = setTimeout(() => end({ fault: 'no answer: a reader hangs' }), LONGEST_BATCH_MS)
    worker.once('message', end)
    worker.once('exit', (code, signal) => {
      end({ fault: `the process ended (${signal ?? code}): ${worker.said.slice(0, 600)}` })
    })
    worker.send(task)
  })
}

/** Writes the input that failed. One that killed its worker is found by giving the batch again. */
async function keep(name, seed, { fault, input }) {
  let bytes = input && Buffer.from(input, 'base64')
  if (!bytes) {
    const trace = join(folder, 'input')
    const worker = await begin(name)
    await answerOf(worker, { seed, n: BATCH, trace })
    worker.kill('SIGKILL')
    bytes = readFileSync(trace)
  }
  mkdirSync(asked.keep, { recursive: true })
  const path = join(asked.keep, `${name.replaceAll(' ', '-')}-${seed}`)
  writeFileSync(path, bytes)
  failures.push(path)
  console.log(`FAILED ${name}, seed ${seed}: ${fault}\n  the input: ${path}`)
}

function report() {
  const order = (a, b) => NAMES.indexOf(a.name) - NAMES.indexOf(b.name)
  const percent = (part, { n }) => `${Math.round((100 * part) / Math.max(1, n))} %`.padStart(6)
  console.log(`${'reader'.padEnd(22)}  inputs  header  refused  compared  branches  seconds`)
  for (const row of rows.sort(order)) {
    const { name, n, nHeader, nRefused, nCompared, branches, seconds } = row
    const cells = [
      ...[
        name.padEnd(22),
        String(n).padStart(7),
        percent(nHeader, row),
        ` ${percent(nRefused, row)}`,
      ],
      ...[
        String(nCompared).padStart(9),
        String(branches.size).padStart(9),
        seconds.toFixed(0).padStart(8),
      ],
    ]
    console.log(cells.join(' '))
  }
  const nInputs = rows.reduce((sum, { n }) => sum + n, 0)
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${nInputs} inputs, seed ${asked.seed}, ${seconds.toFixed(0)} s, ${failures.length} failures`,
  )
  const few = rows.filter((row) => row.n >= 1000 && row.nHeader < row.n / 3)
  for (const { name } of few) console.log(`${name}: fewer than a third got past the header`)
  if (failures.length > 0 || few.length > 0) process.exitCode = 1
}
