/**
 * Inner loops in WebAssembly, some numbers at a time (docs/decisions/0027-kernels.md). What they
 * work on lies in a memory of their own, at places that are counted in bytes.
 */
import { CODE } from './code.js'

/** The functions of scripts/kernels, where their arguments are explained. */
export type Kernels = Readonly<
  Record<
    | ('addStars' | 'dipole' | 'ellipse' | 'fold' | 'sumOfGaussians' | 'transform' | 'window')
    | ('cutFloats' | 'subtract'),
    (...places: readonly number[]) => void
  > &
    Record<'asinh' | 'flaws', (...places: readonly number[]) => number>
>

/** Numbers that never change, so that a copy of them can stay in the memory. */
export type Constant = Float64Array | Int32Array | Uint16Array

/** The first page of a memory holds the constants of the code. */
export const FIRST = 65536
/** With more than this in use, all copies are forgotten. */
const FULL = 48 * 2 ** 20

let loaded: { memory: WebAssembly.Memory; kernels: Kernels } | undefined
/** Where free memory begins, and how often everything was forgotten. */
let free = FIRST
let age = 0
const copies = new WeakMap<Constant, { place: number; age: number }>()

/**
 * Runs a calculation.
 *
 * @param calculate gets the places of copies of the constants; what it takes is free again when it
 *   returns
 * @example
 * onKernels([x, y], (kernels, [atX, atY]) => {
 *   const out = take(8 * x.length)
 *   kernels.ellipse(atX, atY, x.length, ..., out)
 *   return numbersAt(out, x.length).slice()
 * })
 */
export function onKernels<T>(
  constants: readonly Constant[],
  calculate: (kernels: Kernels, places: readonly number[]) => T,
): T {
  if (free > FULL) {
    free = FIRST
    age++
  }
  const places = constants.map(copyOf)
  const before = free
  try {
    return calculate(load().kernels, places)
  } finally {
    free = before
  }
}

/** The place of so many free bytes. Views of the memory that were made before may end by it. */
export function take(nBytes: number): number {
  const place = free
  free += Math.ceil(nBytes / 16) * 16
  const { memory } = load()
  const lacking = free - memory.buffer.byteLength
  if (lacking > 0) memory.grow(Math.ceil(lacking / 65536))
  return place
}

/** The memory at a place as numbers, until something is taken. */
export function numbersAt(place: number, length: number): Float64Array {
  return new Float64Array(load().memory.buffer, place, length)
}

/** The same as int32. */
export function wholesAt(place: number, length: number): Int32Array {
  return new Int32Array(load().memory.buffer, place, length)
}

/** The same as float32. */
export function pixelsAt(place: number, length: number): Float32Array {
  return new Float32Array(load().memory.buffer, place, length)
}

function copyOf(constant: Constant): number {
  const known = copies.get(constant)
  if (known?.age === age) return known.place
  const place = take(constant.byteLength)
  new Uint8Array(load().memory.buffer, place).set(
    new Uint8Array(constant.buffer, constant.byteOffset, constant.byteLength),
  )
  copies.set(constant, { place, age })
  return place
}

function load() {
  if (loaded) return loaded
  const memory = new WebAssembly.Memory({ initial: 16 })
  loaded = { memory, kernels: kernelsOn(memory) }
  return loaded
}

let compiled: WebAssembly.Module | undefined

/** The kernels for a memory of at least one page. */
export function kernelsOn(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(CODE), (letter) => letter.charCodeAt(0)))
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels
}

/** Whether the machine gives memory for the kernels, which some limit of a process may forbid. */
export function canRunKernels(): boolean {
  if (isRefused) return false
  try {
    load()
  } catch {
    isRefused = true
  }
  return !isRefused
}

/** Remembered: a machine that refuses is not asked again for each stamp. */
let isRefused = false
