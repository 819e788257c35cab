// `npm run bench:train`: a whole Adam step here and in PyTorch. Both networks are open at once and step in
// turns, so that a noisy machine disturbs both alike. Prints the table of docs/studies/performance.md.
// usage: npm run bench:train [-- --only NAME] [-- --steps N]   NAME is the beginning of a row's name
// needs Debian's python3-torch and python3-torchvision
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { architectureNamed, nn, Random, startingWeights } from '../dist/index.js'

const CASES = {
  'resnet18 32x5x112x112': { architecture: 'resnet18', shape: [32, 5, 112, 112] },
  'resnet18 8x5x224x224': { architecture: 'resnet18', shape: [8, 5, 224, 224] },
  'starcnet 64x5x32x32': { architecture: 'starcnet', shape: [64, 5, 32, 32] },
  'vgg19_bn 4x5x224x224': { architecture: 'vgg19_bn', shape: [4, 5, 224, 224] },
}
const N_CLASSES = 4
const RATE = 1e-4
const WARM_UP = 2

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    steps: { type: 'string', default: '10' },
    worker: { type: 'string' },
  },
})
const nSteps = Number(options.steps)
const python = process.env.STARSIFT_PYTHON ?? '/usr/bin/python3'

/** Our side: a step for each line of standard input, its seconds on standard output; memory at the end. */
async function work({ architecture: name, shape }) {
  const [n, nBands, sizePx] = shape
  const architecture = architectureNamed(name)
  const network = (graph, stamps) => architecture.network(graph, stamps, N_CLASSES)
  const step = nn.trainingStep({ name, network, shape, optimiser: { kind: 'adam' } })
  const random = new Random(1)
  const size = { nBands, nClasses: N_CLASSES, sizePx }
  const trainer = await nn.openTrainer(step, startingWeights(architecture, size, random))
  const stamps = Float32Array.from({ length: n * nBands * sizePx ** 2 }, () => random.normal())
  const targets = new Float32Array(n * N_CLASSES)
  for (let i = 0; i < n; i++) targets[i * N_CLASSES + (i % N_CLASSES)] = 1 / n
  let k = 0
  for await (const line of createInterface({ input: process.stdin })) {
    const began = performance.now()
    const { loss } = await trainer.step({ stamps, targets }, k++, RATE, random)
    const seconds = (performance.now() - began) / 1000
    console.log(JSON.stringify({ asked: line, seconds, loss, megabytes: peakMegabytes() }))
  }
}

/** Peak of the memory that is really there (resident), MB. */
function peakMegabytes() {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1000
}

/** A process that answers each line with one of JSON. */
function opened(program, args) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async step() {
      child.stdin.write('step\n')
      const { value, done } = await lines.next()
      if (done) throw new Error(`${program} ended early`)
      return JSON.parse(value)
    },
    close: () => child.stdin.end(),
  }
}

async function compared(name) {
  const { architecture, shape } = CASES[name]
  const ours = opened('node', [join(import.meta.dirname, 'train.mjs'), '--worker', name])
  const peer = join(import.meta.dirname, 'train_torch.py')
  const theirs = opened(python, [peer, architecture, shape.join('x'), `${N_CLASSES}`, `${RATE}`])
  const rounds = []
  for (let i = -WARM_UP; i < nSteps; i++) {
    const round = { ours: await ours.step(), theirs: await theirs.step() }
    if (i >= 0) rounds.push(round)
    console.error(
      `${name} ${i}: ${round.ours.seconds.toFixed(3)} s, PyTorch ${round.theirs.seconds.toFixed(3)} s`,
    )
  }
  ours.close()
  theirs.close()
  return rounds
}

const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]

function row(name, rounds) {
  const seconds = (side) => middle(rounds.map((round) => round[side].seconds))
  const ratios = rounds.map(({ ours, theirs }) => theirs.seconds / ours.seconds)
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)]
  const last = rounds.at(-1)
  const cells = [
    name,
    seconds('ours').toFixed(3),
    seconds('theirs').toFixed(3),
    `${middle(ratios).toFixed(2)} (${least.toFixed(2)}-${most.toFixed(2)})`,
    last.ours.megabytes.toFixed(0),
    last.theirs.megabytes.toFixed(0),
    (last.ours.megabytes / last.theirs.megabytes).toFixed(2),
  ]
  return `| ${cells.join(' | ')} |`
}

async function main() {
  const names = Object.keys(CASES).filter((name) => name.startsWith(options.only))
  if (names.length === 0) throw new Error(`--only: one of ${Object.keys(CASES).join(', ')}`)
  const rows = []
  for (const name of names) rows.push(row(name, await compared(name)))
  const { length, 0: cpu } = cpus()
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${length} cores, ${cpu.model}, Node ${process.version}, ` +
      `${nSteps} steps in turns after ${WARM_UP}: medians (ranges)\n`,
  )
  console.log(
    '| a whole Adam step | s | PyTorch, s | times PyTorch’s speed | peak, MB | PyTorch, MB | ratio |',
  )
  console.log(`|---|---|---|---|---|---|---|\n${rows.join('\n')}`)
}

await (options.worker ? work(CASES[options.worker]) : main())
