// `npm run bench`: the main job with StarcNet against the same network in PyTorch, both from files to catalogue, and with
// the default model, run in turns; then the memory of our side on larger mosaics. Prints the tables of docs/studies/performance.md.
// usage: npm run bench [-- REPEATS]      needs Debian's python3-torch, python3-astropy, time
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'

const REPEATS = Number(process.argv[2] ?? 3)
const N_CANDIDATES = 2752
const SHIPPED = join(import.meta.dirname, '../models/starsift.onnx')
const python = process.env.STARSIFT_PYTHON ?? '/usr/bin/python3'
const root = join(import.meta.dirname, '..')
const work = join(tmpdir(), 'starsift-bench')
const cli = join(root, 'dist/cli/main.js')

function makeField(side) {
  const dir = join(work, `field-${side}`)
  if (!existsSync(join(dir, 'candidates.csv'))) {
    run('node', [join(root, 'bench/make-field.mjs'), dir, side, N_CANDIDATES])
  }
  return dir
}

function run(program, args) {
  execFileSync(program, args.map(String), { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Wall seconds and peak memory (MB) of a whole process, as GNU time sees it. */
function timed(program, args) {
  const began = performance.now()
  const { status, stderr, stdout } = spawnSync('/usr/bin/time', ['-f', '%M', program, ...args], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  const seconds = (performance.now() - began) / 1000
  return { seconds, memory: Number(stderr.trim().split('\n').at(-1)) / 1000, stdout }
}

function ours(dir, name = 'ours', model = join(work, 'starcnet.onnx')) {
  const files = ['--catalog', join(dir, 'candidates.csv'), '--out', join(work, `${name}.csv`)]
  const args = [cli, 'classify', dir, ...files, '--origin', '1', '--model', model, '--json']
  const { stdout, ...cost } = timed('node', args)
  return { ...cost, cutting: JSON.parse(stdout).seconds.cutting }
}

function theirs(dir, out = join(work, 'theirs.csv')) {
  const weights = join(work, 'starcnet-zip.pth')
  return timed(python, [join(root, 'bench/starcnet_torch.py'), dir, weights, out])
}

/** What bench/arithmetic.mjs says of the machine at this moment. */
function gigaflops() {
  const script = join(root, 'bench/arithmetic.mjs')
  return Number(execFileSync('node', [script], { encoding: 'utf8' }))
}

/** Largest difference of a probability between the two catalogues. */
function disagreement() {
  const scores = (name) =>
    readFileSync(join(work, name), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(',').slice(4, 8).map(Number))
  const theirScores = scores('theirs.csv')
  const differences = scores('ours.csv').flatMap((row, i) =>
    row.map((p, k) => Math.abs(p - theirScores[i][k])),
  )
  return Math.max(...differences)
}

const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]
const range = (values) =>
  `${middle(values).toFixed(1)} (${Math.min(...values).toFixed(1)}-${Math.max(...values).toFixed(1)})`

const field = makeField(4096)
run(python, [join(root, 'test/reference/starcnet.py'), 'weights', work, 1566])
const model = join(work, 'starcnet.onnx')
run('node', [
  cli,
  'models',
  'import',
  join(work, 'starcnet-zip.pth'),
  '--arch',
  'starcnet',
  '--out',
  model,
])

const rounds = []
for (let i = 0; i < REPEATS; i++) {
  const before = gigaflops()
  const small = ours(field, 'small', SHIPPED)
  const round = { ours: ours(field), theirs: theirs(field), small }
  rounds.push({ ...round, arithmetic: `${before}, ${gigaflops()}` })
  console.error(`round ${i + 1} of ${REPEATS}: ${JSON.stringify(rounds[i])}`)
}
const large = ours(makeField(12000), 'large')
const of = (side, what) => rounds.map((round) => round[side][what])
const faster = (side) => rounds.map((round) => round.theirs.seconds / round[side].seconds)
const ratios = faster('ours')
const share = (cost) => `${((100 * cost.cutting) / cost.seconds).toFixed(1)} %`

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, ${cpus()[0].model}, Node ${process.version}`,
)
console.log(`${N_CANDIDATES} candidates, five float32 mosaics, ${REPEATS} rounds: median (range)\n`)
console.log('| | StarcNet here | StarcNet in PyTorch | default model |\n|---|---|---|---|')
console.log(
  `| seconds, files to catalogue, 4096 x 4096 | ${range(of('ours', 'seconds'))} | ${range(of('theirs', 'seconds'))} | ${range(of('small', 'seconds'))} |`,
)
console.log(`| times faster | ${range(ratios)} | | ${range(faster('small'))} |`)
console.log(
  `| peak memory, MB | ${range(of('ours', 'memory'))} | ${range(of('theirs', 'memory'))} | ${range(of('small', 'memory'))} |`,
)
console.log(
  `| cutting stamps, share of the time | ${share(rounds[0].ours)} | | ${share(rounds[0].small)} |`,
)
console.log(`| 12000 x 12000: seconds | ${large.seconds.toFixed(1)} | | |`)
console.log(`| 12000 x 12000: peak memory, MB | ${large.memory.toFixed(1)} | | |`)
console.log(`| largest difference of a probability | ${disagreement().toExponential(1)} | | |`)
console.log(
  '\n| round | GFLOP/s of the machine, before and after | starsift, s | PyTorch, s | times faster |',
)
console.log('|---|---|---|---|---|')
for (const [i, { arithmetic, ours, theirs }] of rounds.entries()) {
  const cells = [i + 1, arithmetic, ours.seconds.toFixed(1), theirs.seconds.toFixed(1)]
  console.log(`| ${cells.join(' | ')} | ${ratios[i].toFixed(2)} |`)
}
