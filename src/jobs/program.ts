/**
 * The programs that a job was planned with. Another version may give other numbers in the last
 * digit, or read a piece otherwise, so a machine that has one refuses to work on the job.
 */
import { env } from 'onnxruntime-common'
import { InputError } from '../errors.js'
import { SOFTWARE } from '../software.js'

export interface Program {
  readonly starsift: string
  readonly node: string
  readonly onnxruntime: string
}

export function thisProgram(): Program {
  return {
    starsift: SOFTWARE,
    node: process.version,
    onnxruntime: env.versions.common ?? 'unknown',
  }
}

/** @throws InputError naming the first program that is not the planned one, with both versions */
export function checkProgram(job: string, planned: Program): void {
  const here = thisProgram()
  for (const name of ['starsift', 'node', 'onnxruntime'] as const) {
    if (here[name] === planned[name]) continue
    throw new InputError({
      what: `another version of ${name} than the one that planned the job`,
      where: job,
      expected: planned[name],
      got: here[name],
      remedy: 'use the same version on all machines, or plan the job again with this one',
    })
  }
}
