/**
 * What a reproduction was begun with: `reproduction.json` in its folder. It goes on only with the
 * same fields, files, folds, recipe and seed, so that all of its parts belong together.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { writeTextAtomically } from '../files/index.js'
import { jsonDocument } from '../json-document.js'

export interface ReproductionSettings {
  readonly survey: string
  /** SHA-256 of every file, by its name. */
  readonly files: Readonly<Record<string, string>>
  readonly nFolds: number
  readonly networks: readonly string[]
  readonly seed: number
  /** SHA-256 of the recipe's file; null without one. */
  readonly config: string | null
}

const FILE = 'reproduction.json'

/**
 * Begins a reproduction in the folder, which must be there, or finds the one that is in it.
 *
 * @throws InputError if another one is there
 */
export async function openReproduction(out: string, settings: ReproductionSettings): Promise<void> {
  const where = join(out, FILE)
  const text = await readFile(where, 'utf8').catch(() => undefined)
  if (text === undefined) {
    return writeTextAtomically(where, `${JSON.stringify(settings, null, 2)}\n`)
  }
  const found = (jsonDocument(text) ?? {}) as Record<string, unknown>
  const differing = Object.entries(settings).find(
    ([key, value]) => JSON.stringify(found[key]) !== JSON.stringify(value),
  )
  if (!differing) return
  const [key, value] = differing
  const said = (one: unknown) => (JSON.stringify(one) ?? 'nothing').slice(0, 200)
  throw new InputError({
    what: `the folder holds a reproduction with other ${key}`,
    where,
    expected: said(found[key]),
    got: said(value),
    remedy: 'give the options that it was begun with, or another folder',
  })
}
