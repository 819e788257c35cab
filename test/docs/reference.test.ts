/**
 * The reference says what the program says: verbs and options, flags, recipes, plans, model cards.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ARCHITECTURES, modelCard } from '../../src/models/index.js'
import { PRESETS, readPlan, recipe } from '../../src/train/index.js'
import { temporaryFolder } from '../fits/files.js'

test('the parts that the program writes are as it says them', () => {
  const { status, stderr } = spawnSync('node', ['scripts/reference.mjs', '--check'], {
    encoding: 'utf8',
  })
  expect(stderr, 'run npm run docs').toBe('')
  expect(status).toBe(0)
})

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
}

/** Paths of all keys that hold a value, e.g. `split.by`, and all words that a key may be. */
function described(schema: JsonSchema, path = ''): { keys: Set<string>; words: Set<string> } {
  const keys = new Set<string>()
  const words = new Set<string>()
  for (const value of [schema.const, ...(schema.enum ?? [])]) {
    if (typeof value === 'string') words.add(value)
  }
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map((part) => ({ part, path }))
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    parts.push({ part, path: path === '' ? name : `${path}.${name}` })
  }
  for (const { part, path: at } of parts) {
    const inner = described(part, at)
    for (const key of inner.keys) keys.add(key)
    for (const word of inner.words) words.add(word)
  }
  if (path !== '' && keys.size === 0 && !schema.properties) keys.add(path)
  return { keys, words }
}

/** What stands between a heading and the next of the same rank. */
function section(page: string, heading: string): string {
  const rank = heading.split(' ')[0]
  const [, text] = page.split(`\n${heading}\n`)
  return text.split(new RegExp(`^${rank} `, 'm'))[0]
}

describe('docs/reference/recipes.md', () => {
  const page = readFileSync('docs/reference/recipes.md', 'utf8')
  const { keys, words } = described(z.toJSONSchema(recipe) as JsonSchema)
  const keysText = section(page, '## Keys')

  test('explains every key', () => {
    expect(keys.size).toBeGreaterThan(35)
    expect([...keys].filter((key) => !keysText.includes(`\`${key}\``))).toEqual([])
  })

  test('explains every word that a key may be', () => {
    expect(words).toContain('one-cycle')
    expect([...words].filter((word) => !keysText.includes(`\`${word}\``))).toEqual([])
  })

  test('explains no key that there is not', () => {
    const begun = [...keysText.matchAll(/^- ((?:`[\w.]+`(?:, )?)+):/gm)]
    const named = begun.flatMap(([, names]) => names.match(/[\w.]+/g)!)
    expect(named.length).toBeGreaterThan(25)
    expect(named.filter((name) => !keys.has(name))).toEqual([])
  })

  test('knows every network, with its stages, and every preset', () => {
    const networks = section(page, '## Networks')
    for (const { name, stages } of ARCHITECTURES) {
      expect(networks).toContain(`**\`${name}\`**`)
      expect(networks).toContain(`\`${stages[0].name}\``)
      expect(networks).toContain(`\`${stages.at(-1)!.name}\``)
    }
    const presets = section(page, '## Presets')
    for (const name of Object.keys(PRESETS)) expect(presets).toContain(`\`${name}\``)
  })

  test('explains every key of a plan, and no other', async () => {
    const path = join(mkdtempSync(join(temporaryFolder(), 'plan-')), 'plan.yaml')
    writeFileSync(path, 'qqq: 1\n')
    const refusal = await readPlan(path).catch((error: Error) => error.message)
    const [, known] = /unknown key qqq: expected one of ([\w, ]+)/.exec(String(refusal))!
    const text = section(page, '## Plans of experiments')
    const named = [...text.matchAll(/^- `(\w+)`:/gm)].map(([, name]) => name)
    expect(named.toSorted()).toEqual(known.split(', ').toSorted())
  })
})

test('docs/reference/files.md explains every key of a model card', () => {
  const text = section(readFileSync('docs/reference/files.md', 'utf8'), '## The model file')
  const keys = Object.keys(modelCard.shape)
  expect(keys.length).toBeGreaterThan(15)
  expect(keys.filter((key) => !text.includes(`\`${key}\``))).toEqual([])
})
