/** Which device runs the networks: the graphics processor only where it answers as the CPU does. */

import { type Model, planesOf } from '../../src/models/index.js'
import type { Device, Tensor } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { hasGpu } from './gpu.js'
import { WITH_GPU } from './worker-name.js'

const N_STAMPS = 8
/** Largest difference of a logit; float32 sums in another order differ by about 1e-5. */
const LARGEST_DIFFERENCE = 1e-3

export interface ChosenDevice {
  readonly device: Device
  /** Why it is not the graphics processor, where one was wanted and is there. */
  readonly doubt?: string
}

/**
 * The device for a model. Both run on the same stamps of noise first, where there are two.
 *
 * @example const { device } = await chosenDevice(model)
 */
export async function chosenDevice(model: Model): Promise<ChosenDevice> {
  if (self.name !== WITH_GPU || !(await hasGpu())) return { device: 'cpu' }
  try {
    const difference = await largestDifference(model)
    if (difference <= LARGEST_DIFFERENCE) return { device: 'webgpu' }
    return { device: 'cpu', doubt: refused(`it differs by ${difference.toPrecision(2)}`) }
  } catch (error) {
    return { device: 'cpu', doubt: refused(error instanceof Error ? error.message : `${error}`) }
  }
}

function refused(why: string): string {
  return `the graphics processor is not used, for it does not answer as the CPU does: ${why}`
}

/** Stamps of noise, as a model takes them. */
export function noiseStamps(card: Model['card']): Tensor {
  const shape = [N_STAMPS, planesOf(card).length, card.sizePx, card.sizePx]
  const random = new Random(1)
  const size = shape.reduce((product, n) => product * n, 1)
  return { shape, data: Float32Array.from({ length: size }, () => random.normal()) }
}

async function largestDifference({ networks: [network], card }: Model): Promise<number> {
  const stamps = noiseStamps(card)
  const answers: Float32Array[] = []
  for (const device of ['cpu', 'webgpu'] as const) {
    const session = await network.open({ device })
    const { logits } = await session.run({ stamps })
    answers.push(logits.data.slice())
    await session.release()
  }
  const [cpu, gpu] = answers
  const differences = cpu.map((value, i) => Math.abs(value - gpu[i]))
  // NaN is larger than any limit.
  return differences.every(Number.isFinite) ? Math.max(...differences) : Number.POSITIVE_INFINITY
}
