// How fast is classifying, and how much memory does it take? Programs go from files to a catalogue,
// in turns: starsift with StarcNet, PyTorch with the same StarcNet, and starsift with the default
// model; starsift also with --precision int8. Then starsift classifies larger mosaics, to show that
// memory does not grow.
// Prints the tables of docs/studies/performance.md.
//
// usage: npm run bench [-- REPEATS]      REPEATS: number of rounds (3)
// needs Debian's packages python3-torch, python3-astropy and time
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepBars } from './bars.mjs'
import { peerScript, python } from './peer.mjs'
import { dateAndMachine, header, middleAndRange, row } from './table.mjs'

const REPEATS = Number(process.argv[2] ?? 3)
const N_CANDIDATES = 2752
const SEED = 1566
const root = join(import.meta.dirname, '..')
const work = join(tmpdir(), 'starsift-bench')
const cli = join(root, 'dist/cli/main.js')
const SHIPPED = join(root, 'models/starsift.onnx')
const STARCNET = join(work, 'starcnet.onnx')
const STARCNET_RANGES = join(work, 'starcnet-int8.onnx')
const STARCNET_TORCH = join(work, 'starcnet-zip.pth')

/** The folder of a field. It is made once, and kept for the next bench. */
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

/** Seconds by the clock and peak memory (MB) of a whole process. GNU time measures the memory. */
function timed(program, args) {
  const began = performance.now()
  const { status, stderr, stdout } = spawnSync('/usr/bin/time', ['-f', '%M', program, ...args], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
  const seconds = (performance.now() - began) / 1000
  return { seconds, memory: Number(stderr.trim().split('\n').at(-1)) / 1000, stdout }
}

function ours(dir, name = 'ours', model = STARCNET, precision = 'float32') {
  const files = ['--catalog', join(dir, 'candidates.csv'), '--out', join(work, `${name}.csv`)]
  const args = [cli, 'classify', dir, ...files, '--origin', '1', '--model', model, '--json']
  args.push('--precision', precision)
  const { stdout, ...cost } = timed('node', args)
  return { ...cost, cutting: JSON.parse(stdout).seconds.cutting }
}

function theirs(dir) {
  const out = join(work, 'theirs.csv')
  return timed(python, [peerScript('starcnet_torch.py'), dir, STARCNET_TORCH, out])
}

/** What bench/arithmetic.mjs measures at this moment. */
function gigaflops() {
  const script = join(root, 'bench/arithmetic.mjs')
  return Number(execFileSync('node', [script], { encoding: 'utf8' }))
}

/** The largest difference of a probability between PyTorch's catalogue and another of StarcNet. */
function disagreement(ours) {
  const scores = (name) =>
    readFileSync(join(work, name), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(',').slice(4, 8).map(Number))
  const theirScores = scores('theirs.csv')
  const differences = scores(ours).flatMap((row, i) =>
    row.map((p, k) => Math.abs(p - theirScores[i][k])),
  )
  return Math.max(...differences)
}

/** The same random weights for both sides. */
function makeStarcnet() {
  run(python, [join(root, 'test/reference/starcnet.py'), 'weights', work, SEED])
  const words = ['models', 'import', STARCNET_TORCH, '--arch', 'starcnet', '--out', STARCNET]
  run('node', [cli, ...words])
  run('node', [cli, 'models', 'quantize', STARCNET, '--out', STARCNET_RANGES])
}

function printTable(rounds, large) {
  const range = (values) => middleAndRange(values, 1)
  const all = (side, what) => range(rounds.map((round) => round[side][what]))
  const sides = ['ours', 'int8', 'theirs', 'small', 'smallInt8']
  const each = (what) => sides.map((side) => all(side, what))
  const share = ({ cutting, seconds }) => `${((100 * cutting) / seconds).toFixed(1)} %`
  const [first] = rounds
  const faster = (side) => range(rounds.map((round) => timesFaster(round, side)))
  const rows = [
    ['seconds, files to catalogue, 4096 x 4096', ...each('seconds')],
    ['times faster', ...['ours', 'int8'].map(faster), '', ...['small', 'smallInt8'].map(faster)],
    ['peak memory, MB', ...each('memory')],
    ['cutting stamps, share of the time', share(first.ours), '', '', share(first.small), ''],
    ['12000 x 12000: seconds', large.seconds.toFixed(1), '', '', '', ''],
    ['12000 x 12000: peak memory, MB', large.memory.toFixed(1), '', '', '', ''],
    [
      'largest difference of a probability',
      ...['ours.csv', 'int8.csv'].map((name) => disagreement(name).toExponential(1)),
      ...['', '', ''],
    ],
  ]
  const titles = ['StarcNet here', 'with int8', 'StarcNet in PyTorch', 'default model', 'with int8']
  console.log(header(['', ...titles]))
  for (const cells of rows) console.log(row(cells))
}

function timesFaster(round, side) {
  return round.theirs.seconds / round[side].seconds
}

function printRounds(rounds) {
  const arithmetic = 'GFLOP/s of the machine, before and after'
  console.log(header(['round', arithmetic, 'starsift, s', 'PyTorch, s', 'times faster']))
  for (const [i, round] of rounds.entries()) {
    const seconds = [round.ours, round.theirs].map((cost) => cost.seconds.toFixed(1))
    console.log(row([i + 1, round.arithmetic, ...seconds, timesFaster(round, 'ours').toFixed(2)]))
  }
}

const field = makeField(4096)
makeStarcnet()
const rounds = []
for (let i = 0; i < REPEATS; i++) {
  const before = gigaflops()
  const round = {
    small: ours(field, 'small', SHIPPED),
    smallInt8: ours(field, 'small-int8', SHIPPED, 'int8'),
    ours: ours(field),
    int8: ours(field, 'int8', STARCNET_RANGES, 'int8'),
    theirs: theirs(field),
  }
  rounds.push({ ...round, arithmetic: `${before}, ${gigaflops()}` })
  console.error(`round ${i + 1} of ${REPEATS}: ${JSON.stringify(rounds[i])}`)
}
const large = ours(makeField(12000), 'large')

console.log(dateAndMachine())
console.log(`${N_CANDIDATES} candidates, five float32 mosaics, ${REPEATS} rounds: median (range)\n`)
printTable(rounds, large)
console.log()
printRounds(rounds)
const faster = (side) => rounds.map((round) => timesFaster(round, side))
keepBars({
  starcnet: faster('ours'),
  starcnetInt8: faster('int8'),
  shipped: faster('small'),
  shippedInt8: faster('smallInt8'),
  starcnetMemory: rounds.map(({ ours }) => ours.memory),
})
