/**
 * The gradients of a first step here, and in PyTorch's float64 with the same decisions of the
 * rectifiers.
 */
import { writeFileSync } from 'node:fs'
import {
  openSession,
  sizeOf,
  type Tensor,
  type TrainingStep,
  type Weights,
} from '../../src/nn/index.js'
import { encodeGraph, encodeModel } from '../../src/nn/onnx-write.js'
import { readSafetensors, safetensorsBytes } from '../../src/weights/index.js'
import { runPython } from '../setup/peers.js'
import { fileSource } from '../weights/weights-files.js'
import { type Lesson, stepOf, tensorsOf } from './training-run.js'

const MOMENTUM = 'sgd/momentum/'

export interface FirstStep {
  /** By the weight's name. */
  readonly gradients: Weights
  /** What each rectifier gave, (batch, channels, ...), in the order of layers. */
  readonly rectified: readonly Tensor[]
}

/** The gradient is what SGD's momentum is after one step. */
export async function firstStepHere(given: Lesson): Promise<FirstStep> {
  const step = stepOf(given, { kind: 'sgd', momentum: 0.9 })
  const { graph, optimiserState, parts, scalars } = step
  const rectifiers = graph.nodes.filter(({ onnx }) => /^(Leaky)?Relu$/.test(onnx))
  for (const [k, { outputs }] of rectifiers.entries()) graph.output(`rectified/${k}`, outputs[0])
  const inputs = Object.fromEntries(given.weights)
  for (const [name, shape] of optimiserState) inputs[name] = zeros(shape)
  for (const [name, { of, start, shape }] of parts) {
    inputs[name] = { shape, data: inputs[of].data.slice(start, start + sizeOf(shape)) }
  }
  for (const { of } of parts.values()) if (optimiserState.has(of)) delete inputs[of]
  for (const [name, value] of Object.entries(scalars(0, 1e-6))) {
    inputs[name] = { shape: [1], data: Float32Array.of(value) }
  }
  const told = tensorsOf(given)
  inputs.stamps = told.get('stamps/0')!
  inputs.targets = told.get('targets/0')!
  for (const [k, [{ name }]] of [...graph.masks].entries()) inputs[name] = told.get(`masks/0/${k}`)!
  const model = encodeModel(encodeGraph(graph), {}, { name: 'test', version: '' }, graph.domains)
  const session = await openSession(model)
  const answers = await session.run(inputs)
  await session.release()
  return {
    gradients: under(MOMENTUM, wholeState(step, answers)),
    rectified: rectifiers.map((_, k) => batchFirst(answers[`rectified/${k}`])),
  }
}

/** The optimiser's state after a step; what the step made in parts is whole again. */
function wholeState(
  { optimiserState, parts }: TrainingStep,
  answers: Readonly<Record<string, Tensor>>,
): Weights {
  const isWhole = (name: string) => `next/${name}` in answers
  const state = new Map(
    [...optimiserState].map(([name, shape]) => [
      name,
      isWhole(name) ? answers[`next/${name}`] : zeros(shape),
    ]),
  )
  for (const [name, { of, start }] of parts) {
    state.get(of)?.data.set(answers[`next/${name}`].data, start)
  }
  return state
}

/** @returns gradients, and the share of rectifiers that float64 would have decided otherwise */
export async function gradientsInTorch(
  given: Lesson,
  rectified: readonly Tensor[],
  path: (name: string) => string,
): Promise<{ gradients: Weights; turned: number }> {
  const [input, output] = ['in.safetensors', 'out.safetensors'].map(path)
  const tensors = tensorsOf(given)
  for (const [k, tensor] of rectified.entries()) tensors.set(`rectified/${k}`, tensor)
  writeFileSync(input, safetensorsBytes(tensors))
  runPython('gradients.py', given.architecture.name, input, output)
  const { weights } = await readSafetensors(fileSource(output))
  return { gradients: under('gradients/', weights), turned: weights.get('turned')!.data[0] }
}

/** Tensors whose names begin so, by the rest of them. */
function under(start: string, tensors: Weights): Weights {
  const found = [...tensors].filter(([name]) => name.startsWith(start))
  return new Map(found.map(([name, tensor]) => [name.slice(start.length), tensor]))
}

function zeros(shape: readonly number[]): Tensor {
  return { shape, data: new Float32Array(sizeOf(shape)) }
}

/**
 * Tiled pictures are (side, side, batch, channels). Where the side is a multiple of 4, rows and
 * columns go by their place modulo 4 (src/nn/winograd.ts).
 */
function batchFirst(tensor: Tensor): Tensor {
  const [height, side, batch, channels] = tensor.shape
  if (tensor.shape.length < 4 || height !== side || side === channels) return tensor
  const step = side % 4 === 0 ? 4 : 1
  const order = Array.from({ length: step }, (_, first) =>
    Array.from({ length: side / step }, (_, i) => first + step * i),
  ).flat()
  const data = new Float32Array(tensor.data.length)
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      for (let k = 0; k < batch * channels; k++) {
        data[(k * side + order[i]) * side + order[j]] =
          tensor.data[(i * side + j) * batch * channels + k]
      }
    }
  }
  return { shape: [batch, channels, side, side], data }
}
