/**
 * What a pickle may become here: plain data, and descriptions of tensors whose numbers lie
 * elsewhere in the file. Nothing in these types can do anything, which is the point.
 */

import type { ElementType } from '../arrays/index.js'
import type { Problem } from '../errors.js'

/** Tuples are arrays, dicts are Maps, integers beyond 2^53 are bigint. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>
  | Named
  | AttributeBag
  | StorageType
  | Storage
  | StridedTensor
  | NumpyType

/** Refuses the pickle; the machine adds file and offset. */
export type Fail = (problem: Omit<Problem, 'where'>) => never

/** A name that is known here (globals.ts), and what a call of it builds, if anything. */
export class Named {
  constructor(
    readonly name: string,
    readonly build?: (args: PickleValue[], fail: Fail) => PickleValue,
  ) {}
}

/** An object that only carries attributes: argparse.Namespace. */
export class AttributeBag {
  readonly entries = new Map<PickleValue, PickleValue>()
}

/** torch.FloatStorage and the other types of storages. */
export class StorageType {
  constructor(readonly type: ElementType) {}
}

/** A run of numbers in the file that tensors are views of. */
export class Storage {
  constructor(
    readonly type: ElementType,
    readonly key: string,
    /** Elements of the whole storage. */
    readonly size: number,
    /** Where a view of it begins (legacy files only), in elements. */
    readonly viewOffset = 0,
  ) {}
}

/** A tensor: offset and strides count elements of its storage. */
export class StridedTensor {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** numpy.dtype: checkpoints keep numpy scalars, e.g. the best score. */
export class NumpyType {
  isLittleEndian = true
  constructor(readonly descr: string) {}
}

export function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

export function isCounts(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every(isCount)
}
