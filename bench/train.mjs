// How fast is a step of training, and how much memory does it take? Measures whole steps of Adam,
// here and in PyTorch. Both networks are open at once and step in turns, so that a noisy machine
// disturbs both alike. Each begins every other round, 0.3 s after the other's step has ended, for
// whoever follows the other is slower. Prints the table of docs/studies/performance.md. On a
// machine that others use, only the time of the processor ("CPU") says something.
//
// usage: npm run bench:train [-- --only NAME] [-- --steps N]
//   --only NAME   only the rows whose names begin with NAME
//   --steps N     measured steps per row (10), after 2 steps that are not measured
//   --pages SIZE  huge (as `train` has them, src/cli/huge-pages.ts), or small; the same for both
// needs Debian's packages python3-torch and python3-torchvision
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { nn, Random } from '../dist/index.js'
import { architectureNamed, startingWeights } from '../dist/models/index.js'
import { keepBars } from './bars.mjs'
import { peerScript, python } from './peer.mjs'
import { dateAndMachine, header, middle, middleAndRange, row } from './table.mjs'

const CASES = {
  'resnet18 32x5x112x112': { architecture: 'resnet18', shape: [32, 5, 112, 112] },
  'resnet18 8x5x224x224': { architecture: 'resnet18', shape: [8, 5, 224, 224] },
  'starcnet 64x5x32x32': { architecture: 'starcnet', shape: [64, 5, 32, 32] },
  'vgg19_bn 4x5x224x224': { architecture: 'vgg19_bn', shape: [4, 5, 224, 224] },
}
const N_CLASSES = 4
const RATE = 1e-4
const WARM_UP = 2
const PAUSE_MS = 300

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    pages: { type: 'string', default: 'huge' },
    steps: { type: 'string', default: '10' },
    worker: { type: 'string' },
  },
})
const nSteps = Number(options.steps)

/**
 * Our side, in a process of its own. It takes a step for each line of standard input, and answers
 * with a line of JSON: the seconds of the step, those of the processor, the loss, and the peak
 * memory until now.
 */
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
    const [began, busy] = [performance.now(), process.cpuUsage()]
    const masks = nn.dropoutMasks(step.graph, random)
    const { loss } = await trainer.step({ stamps, targets, masks }, k++, RATE)
    const seconds = (performance.now() - began) / 1000
    const { user, system } = process.cpuUsage(busy)
    const processor = (user + system) / 1e6
    console.log(
      JSON.stringify({ asked: line, seconds, processor, loss, megabytes: peakMegabytes() }),
    )
  }
}

/** The peak of the resident memory, MB. */
function peakMegabytes() {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1000
}

/** Starts a process that answers each line with a line of JSON. */
function opened(program, args) {
  const GLIBC_TUNABLES = `glibc.malloc.hugetlb=${options.pages === 'huge' ? 1 : 0}`
  const env = { ...process.env, GLIBC_TUNABLES }
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async step() {
      await setTimeout(PAUSE_MS)
      child.stdin.write('step\n')
      const { value, done } = await lines.next()
      if (done) throw new Error(`${program} ended before its last step`)
      return JSON.parse(value)
    },
    close: () => child.stdin.end(),
  }
}

async function compared(name) {
  const { architecture, shape } = CASES[name]
  const ours = opened('node', [import.meta.filename, '--worker', name])
  const theirs = opened(python, [
    peerScript('train_torch.py'),
    ...[architecture, shape.join('x'), `${N_CLASSES}`, `${RATE}`],
  ])
  const rounds = []
  for (let i = -WARM_UP; i < nSteps; i++) {
    const round = {}
    const sides = Object.entries({ ours, theirs })
    for (const [side, { step }] of i % 2 === 0 ? sides : sides.toReversed()) {
      round[side] = await step()
    }
    if (i >= 0) rounds.push(round)
    const said = ({ seconds, processor }) => `${seconds.toFixed(3)} s (CPU ${processor.toFixed(3)})`
    console.error(`${name} ${i}: ${said(round.ours)}, PyTorch ${said(round.theirs)}`)
  }
  ours.close()
  theirs.close()
  return rounds
}

function rowOf(name, rounds) {
  const median = (side, of) => middle(rounds.map((round) => round[side][of])).toFixed(3)
  const ratios = (of) => rounds.map(({ ours, theirs }) => theirs[of] / ours[of])
  const last = rounds.at(-1)
  return row([
    name,
    ...['seconds', 'processor'].flatMap((of) => [
      median('ours', of),
      median('theirs', of),
      middleAndRange(ratios(of), 2),
    ]),
    last.ours.megabytes.toFixed(0),
    last.theirs.megabytes.toFixed(0),
    (last.ours.megabytes / last.theirs.megabytes).toFixed(2),
  ])
}

/** PyTorch's seconds in ours, and of VGG19-BN our memory in PyTorch's. */
function barsOf(found) {
  const speed = ({ ours, theirs }) => theirs.seconds / ours.seconds
  const BAR_OF = {
    'resnet18 32x5x112x112': (rounds) => ({ resnet18: rounds.map(speed) }),
    'resnet18 8x5x224x224': (rounds) => ({ resnet18Large: rounds.map(speed) }),
    'vgg19_bn 4x5x224x224': (rounds) => {
      const { ours, theirs } = rounds.at(-1)
      return { vgg19Memory: [ours.megabytes / theirs.megabytes] }
    },
  }
  return Object.assign({}, ...found.map(([name, rounds]) => BAR_OF[name]?.(rounds)))
}

async function main() {
  const known = Object.keys(CASES)
  const names = known.filter((name) => name.startsWith(options.only))
  if (names.length === 0) {
    throw new Error(
      `--only: expected the beginning of one of ${known.join(', ')}, got ${options.only}`,
    )
  }
  const found = []
  for (const name of names) found.push([name, await compared(name)])
  console.log(
    `${dateAndMachine()}, ${nSteps} steps in turns after ${WARM_UP}, ${options.pages} pages: ` +
      'medians (ranges)\n',
  )
  const memory = ['peak, MB', 'PyTorch, MB', 'ratio']
  const time = ['s', 'PyTorch, s', 'PyTorch / ours', 'CPU, s', 'PyTorch, CPU s', 'PyTorch / ours']
  console.log(header(['a whole Adam step', ...time, ...memory]))
  for (const [name, rounds] of found) console.log(rowOf(name, rounds))
  keepBars(barsOf(found))
}

await (options.worker ? work(CASES[options.worker]) : main())
