/**
 * Weights as they are read from a file, tensor by tensor, and what the user should know about them.
 */

import type { ElementType, Rounded } from '../arrays/index.js'
import type { Tensor } from '../nn/index.js'
import { someOf } from './pieces.js'

export class WeightsBuilder {
  readonly weights = new Map<string, Tensor>()
  /** Names of tensors by the remark that applies to them. */
  #remarks = new Map<string, string[]>()

  add(name: string, shape: readonly number[], rounded: Rounded, type: ElementType): void {
    this.weights.set(name, { shape, data: rounded.data })
    if (type !== 'float32') {
      this.#remark(name, `${type} ${rounded.isRounded ? 'rounded to' : 'read exactly as'} float32`)
    }
    if (!allFinite(rounded.data)) this.#remark(name, 'holds numbers that are NaN or infinite')
  }

  /** One line per remark, e.g. `int64 read exactly as float32: bn1.num_batches_tracked`. */
  notes(): string[] {
    return [...this.#remarks].map(([remark, names]) => `${remark}: ${someOf(names)}`)
  }

  #remark(name: string, remark: string): void {
    const names = this.#remarks.get(remark)
    if (names) names.push(name)
    else this.#remarks.set(remark, [name])
  }
}

function allFinite(data: Float32Array): boolean {
  for (const value of data) if (!Number.isFinite(value)) return false
  return true
}
