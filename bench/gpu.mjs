// How fast is a graphics processor? Measures StarcNet and the shipped model on stamps that lie in
// memory, and whole steps of Adam, on each device that works here: WebGPU and CUDA, beside PyTorch
// on CUDA. All sides of a case are open at once and work in turns. Each answer is compared with the
// one of the CPU. Prints the table of docs/studies/performance-history.md.
//
// usage: npm run bench:gpu [-- OPTIONS]
//   --devices LIST   devices of ONNX Runtime (webgpu,cuda); `cpu` may be one
//   --torch DEVICE   device of PyTorch, or `none` (cuda)
//   --only NAME      only the cases whose names begin with NAME
//   --rounds N       measured rounds per case (10), after 3 that are not measured; 1 with --small
//   --minutes M      no case begins after this time (6); a case stops within one minute of it
//   --small          few and small stamps: only to see that everything runs
// Without a graphics processor, Chromium's software Vulkan does for a try:
//   VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json npm run bench:gpu -- \
//     --small --devices cpu,webgpu --torch cpu --rounds 2
// needs onnxruntime-node with its CUDA libraries for `cuda`; PyTorch and torchvision for --torch
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { memorySource } from '../dist/bytes/index.js'
import { nn, Random } from '../dist/index.js'
import {
  architectureNamed,
  openModel,
  planesHolding,
  startingWeights,
  untrainedModel,
} from '../dist/models/index.js'
import { peerScript, python } from './peer.mjs'
import { dateAndMachine, header, middle, middleAndRange, row } from './table.mjs'

const N_CLASSES = 4
const FILTERS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
const N_BANDS = FILTERS.length
const RATE = 1e-4
const OVERTIME_S = 60

/** `small` is the shape of a try. */
const CASES = {
  'StarcNet, stamps to scores': {
    ...{ kind: 'inference', architecture: 'starcnet' },
    ...{ shape: [256, N_BANDS, 32, 32], small: [1, N_BANDS, 32, 32] },
  },
  'shipped model, stamps to scores': {
    ...{ kind: 'inference', architecture: 'starsift' },
    ...{ shape: [1024, N_BANDS, 48, 48], small: [4, N_BANDS, 48, 48] },
  },
  'ResNet18, a step of Adam': {
    ...{ kind: 'training', architecture: 'resnet18' },
    ...{ shape: [32, N_BANDS, 112, 112], small: [2, N_BANDS, 32, 32] },
  },
  'StarcNet, a step of Adam': {
    ...{ kind: 'training', architecture: 'starcnet' },
    ...{ shape: [64, N_BANDS, 32, 32], small: [2, N_BANDS, 32, 32] },
  },
}

const { values: options } = parseArgs({
  options: {
    devices: { type: 'string', default: 'webgpu,cuda' },
    torch: { type: 'string', default: 'cuda' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '6' },
    small: { type: 'boolean', default: false },
    worker: { type: 'string' },
  },
})
/** The first runs compile what the device runs. */
const WARM_UP = options.small ? 1 : 3
const nRounds = Number(options.rounds)
const endsAt = performance.now() + 60_000 * Number(options.minutes)

const shapeOf = (name) => CASES[name][options.small ? 'small' : 'shape']

/** The same stamps in every process. */
function madeStamps(shape) {
  const random = new Random(1)
  const n = shape.reduce((product, length) => product * length, 1)
  return { random, stamps: Float32Array.from({ length: n }, () => random.normal()) }
}

/** @returns a function that classifies the stamps once, and gives the scores */
async function inference({ architecture: name }, shape, device) {
  const { stamps } = madeStamps(shape)
  const bytes =
    name === 'starsift'
      ? readFileSync(join(import.meta.dirname, '../models/starsift.onnx'))
      : await untrainedModel(architectureNamed(name), new Random(2))
  const { networks, card } = await openModel(memorySource(bytes, name))
  const planes = planesHolding(card, FILTERS)
  const [{ open, openForPlanes = (_, use) => open(use) }] = networks
  const session = await openForPlanes(planes, { device })
  return async () =>
    Array.from((await session.run({ stamps: { shape, data: stamps } })).logits.data)
}

/** @returns a function that takes a step, and gives the loss */
async function training({ architecture: name }, shape, device) {
  const { random, stamps } = madeStamps(shape)
  const [n, nBands, sizePx] = shape
  const architecture = architectureNamed(name)
  const network = (graph, input) => architecture.network(graph, input, N_CLASSES)
  const step = nn.trainingStep({ name, network, shape, optimiser: { kind: 'adam' }, device })
  const size = { nBands, nClasses: N_CLASSES, sizePx }
  const weights = startingWeights(architecture, size, random)
  const trainer = await nn.openTrainer(step, weights, { device })
  const targets = new Float32Array(n * N_CLASSES)
  for (let i = 0; i < n; i++) targets[i * N_CLASSES + (i % N_CLASSES)] = 1 / n
  let k = 0
  return async () => {
    const masks = nn.dropoutMasks(step.graph, random)
    return [(await trainer.step({ stamps, targets, masks }, k++, RATE)).loss]
  }
}

/** Our side, in a process of its own: a line of JSON for each line of standard input. */
async function work(name, device) {
  const open = CASES[name].kind === 'inference' ? inference : training
  const once = await open(CASES[name], shapeOf(name), device)
  console.log(JSON.stringify({ ready: true }))
  for await (const _ of createInterface({ input: process.stdin })) {
    const began = performance.now()
    const answer = await once()
    console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, answer }))
  }
}

/** A process that answers each line with a line of JSON; undefined if it cannot be opened. */
async function opened(side, program, args) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let said = ''
  child.stderr.on('data', (bytes) => {
    said += bytes
  })
  child.stdin.on('error', () => {})
  const first = await within(lines.next())
  if (first?.done !== false) {
    child.kill('SIGKILL')
    console.error(`${side}: cannot be opened: ${reasonIn(said)}`)
    return undefined
  }
  return {
    side,
    async round() {
      child.stdin.write('once\n')
      const next = await within(lines.next())
      if (next?.done === false) return JSON.parse(next.value)
      console.error(`${side}: ended before its last round: ${reasonIn(said)}`)
      return undefined
    },
    close: () => child.kill(),
  }
}

/** Python's reason stands in the last line, Node's before its stack. */
function reasonIn(said) {
  const lines = said.trim().split('\n')
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'no answer'
}

/** @returns undefined if the time of the bench is over */
function within(promise) {
  const left = Math.max(0, endsAt - performance.now()) + 1000 * OVERTIME_S
  const over = new Promise((resolve) => setTimeout(resolve, left).unref())
  return Promise.race([promise, over])
}

async function openedSides(name) {
  const own = options.devices.split(',').map((device) => {
    const flags = options.small ? ['--small'] : []
    const worker = [import.meta.filename, '--worker', `${name}@${device}`, ...flags]
    return opened(device, process.execPath, worker)
  })
  const { kind, architecture } = CASES[name]
  const words = [kind, architecture, shapeOf(name).join('x'), `${RATE}`, options.torch]
  const torch = `PyTorch, ${options.torch}`
  const theirs =
    options.torch === 'none' ? [] : [opened(torch, python, [peerScript('gpu_torch.py'), ...words])]
  return (await Promise.all([...own, ...theirs])).filter((side) => side !== undefined)
}

/** Seconds of each round and the last answer, by the name of the side. */
async function measured(name) {
  const sides = await openedSides(name)
  const found = new Map(sides.map(({ side }) => [side, { seconds: [], answer: [] }]))
  for (let i = -WARM_UP; i < nRounds && performance.now() < endsAt; i++) {
    for (const { side, round } of sides) {
      const one = await round()
      if (one === undefined) return found
      if (i >= 0) found.get(side).seconds.push(one.seconds)
      // The first answer: later losses of training drift apart by rounding.
      if (i === -WARM_UP) found.get(side).answer = one.answer
    }
  }
  for (const { close } of sides) close()
  return found
}

/** What the CPU says to the same stamps. */
function answerOfCpu(name) {
  const flags = options.small ? ['--small'] : []
  const args = [import.meta.filename, '--worker', `${name}@cpu`, ...flags]
  const { stdout } = spawnSync(process.execPath, args, { input: 'once\n', encoding: 'utf8' })
  return JSON.parse(stdout.trim().split('\n').at(-1)).answer
}

const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

function rowsOf(name, found, expected) {
  const nStamps = shapeOf(name)[0]
  return [...found].map(([side, { seconds, answer }]) => {
    if (seconds.length === 0) return row([name, side, 'not measured', '', ''])
    // PyTorch has random weights of its own.
    const isOurs = !side.startsWith('PyTorch')
    const off = isOurs && largest(answer.map((value, i) => value - expected[i]))
    return row([
      ...[name, side, middleAndRange(seconds, 4), (nStamps / middle(seconds)).toFixed(0)],
      isOurs ? (off / largest(expected)).toExponential(1) : '',
    ])
  })
}

async function main() {
  console.log(`${dateAndMachine()}, ${nRounds} rounds in turns after ${WARM_UP}: medians (ranges)`)
  console.log(`${graphicsProcessor()}\n`)
  console.log(header(['', 'on', 's', 'stamps a second', 'off the CPU, of the largest value']))
  const names = Object.keys(CASES).filter((name) => name.startsWith(options.only))
  if (names.length === 0) throw new Error(`--only: one of ${Object.keys(CASES).join('; ')}`)
  for (const name of names) {
    if (performance.now() > endsAt) {
      console.log(row([name, '', 'the time was over', '', '']))
      continue
    }
    const found = await measured(name)
    for (const line of rowsOf(name, found, answerOfCpu(name))) console.log(line)
  }
  process.exit()
}

/** What the driver of NVIDIA says; another one is named by hand. */
function graphicsProcessor() {
  const words = ['--query-gpu=name,driver_version', '--format=csv,noheader']
  const { stdout } = spawnSync('nvidia-smi', words, { encoding: 'utf8' })
  return stdout?.trim() || 'no nvidia-smi here: name the graphics processor beside this table'
}

await (options.worker ? work(...options.worker.split('@')) : main())
