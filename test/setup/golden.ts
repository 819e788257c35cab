/**
 * Stored answers of the reference implementations. The reference suite asks the peer (PyTorch,
 * astropy, SciPy, ...)
 * and holds what is stored against its answer; the fast suite reads what is stored.
 *
 * After a change of the cases: `STARSIFT_GOLDEN=write npm run test:reference` stores the answers
 * anew.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect } from 'vitest'

interface Golden {
  /** The script of test/reference/, and the peer with its version. */
  made: string
  answers: unknown
}

const pathOf = (name: string) => `test/golden/${name}.json`

export function storedAnswers<T>(name: string): T {
  const { answers }: Golden = JSON.parse(readFileSync(pathOf(name), 'utf8'))
  return answers as T
}

/**
 * Fails where the peer's answers are no longer those that are stored; stores them where that is
 * asked.
 */
export function expectStored(name: string, made: string, answers: unknown): void {
  if (process.env.STARSIFT_GOLDEN === 'write') {
    writeFileSync(pathOf(name), `${textOf({ made, answers })}\n`)
  }
  expect(existsSync(pathOf(name)), `${pathOf(name)} is there`).toBe(true)
  expectNear(storedAnswers(name), JSON.parse(JSON.stringify(answers)), name)
}

/** One answer a line, so that a change is seen. */
function textOf({ made, answers }: Golden): string {
  const lines = Array.isArray(answers)
    ? `[\n${answers.map((answer) => JSON.stringify(answer)).join(',\n')}\n]`
    : `{\n${Object.entries(answers as object)
        .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
        .join(',\n')}\n}`
  return `{"made": ${JSON.stringify(made)},\n"answers": ${lines}}`
}

/**
 * Numbers to 1e-6 of themselves or 1e-9, the rest exactly: versions of a peer round differently.
 */
function expectNear(stored: unknown, live: unknown, where: string): void {
  if (typeof stored === 'number' && typeof live === 'number') {
    const distance = Math.abs(stored - live)
    expect(distance, `${where}: stored ${stored}, answered ${live}`).toBeLessThanOrEqual(
      Math.max(1e-6 * Math.abs(live), 1e-9),
    )
    return
  }
  if (typeof stored !== 'object' || stored === null || typeof live !== 'object' || live === null) {
    expect(stored, where).toEqual(live)
    return
  }
  expect(Object.keys(stored), where).toEqual(Object.keys(live))
  for (const [key, value] of Object.entries(stored)) {
    expectNear(value, (live as Record<string, unknown>)[key], `${where}.${key}`)
  }
}

const isText = (path: string) => /\.(json|ecsv)$/.test(path)

/** Packs files that a peer wrote, where that is asked: text as text, the rest as base64 of gzip. */
export function storeFiles(
  name: string,
  made: string,
  folder: string,
  paths: readonly string[],
): void {
  if (process.env.STARSIFT_GOLDEN !== 'write') return
  const packed = paths.map((path) => {
    const bytes = readFileSync(join(folder, path))
    return [path, isText(path) ? `${bytes}` : gzipSync(bytes).toString('base64')]
  })
  writeFileSync(pathOf(name), `${textOf({ made, answers: Object.fromEntries(packed) })}\n`)
}

/** Writes files that a peer wrote into a folder. */
export function unpackFiles(name: string, folder: string): void {
  for (const [path, content] of Object.entries(storedAnswers<Record<string, string>>(name))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    const bytes = isText(path) ? content : gunzipSync(Buffer.from(content, 'base64'))
    writeFileSync(join(folder, path), bytes)
  }
}
