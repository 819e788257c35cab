/** What the tests of weights share: files written by PyTorch and NumPy, and how they compare. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type ByteSource, memorySource } from '../../src/bytes/source.js'
import { InputError } from '../../src/errors.js'
import type { Weights } from '../../src/nn/tensor.js'
import { readWeights } from '../../src/weights/read-weights.js'
import { runPython } from '../setup/peers.js'

/** A new folder with what a script of test/reference/ writes into it. */
export function writtenBy(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'starsift-weights-'))
  runPython(script, folder)
  return folder
}

export function fileSource(...parts: string[]): ByteSource {
  return memorySource(readFileSync(join(...parts)), parts.at(-1))
}

export type Expected = Record<string, { shape: number[]; values: number[] }>

export function expectedIn(...parts: string[]): Expected {
  return JSON.parse(readFileSync(join(...parts), 'utf8'))
}

/** Bit by bit: every name, every shape, every number. */
export function expectWeights(weights: Weights, expected: Expected): void {
  expect([...weights.keys()]).toEqual(Object.keys(expected))
  for (const [name, { shape, values }] of Object.entries(expected)) {
    expect(weights.get(name)!.shape, name).toEqual(shape)
    expect(weights.get(name)!.data, name).toEqual(Float32Array.from(values))
  }
}

export async function problemOf(reading: Promise<unknown>): Promise<InputError> {
  const error = await reading.then(
    (value) => new Error(`expected an InputError, but it was read: ${String(value)}`),
    (error: unknown) => error,
  )
  if (!(error instanceof InputError)) throw error
  return error
}

/** Reads damaged bytes: an InputError is well, numbers are well, anything else is thrown on. */
export async function readDamaged(bytes: Uint8Array): Promise<'refused' | 'read'> {
  try {
    await readWeights(memorySource(bytes, 'damaged'))
    return 'read'
  } catch (error) {
    if (error instanceof InputError) return 'refused'
    throw error
  }
}
