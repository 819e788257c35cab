// Recipes, plans, cards and checkpoints with one or two values of another kind.
import fc from 'fast-check'
import { NUMBERS } from './edits.mjs'

const ODD = [
  null,
  true,
  -1,
  0,
  1,
  2,
  0.5,
  1e308,
  2 ** 53,
  '',
  'a',
  '__proto__',
  [],
  {},
  [null],
  [[]],
  [1, 1],
  { a: 1 },
  'F555W',
  ['F555W', 'F555W'],
]

/**
 * A document of JSON values with up to three changes anywhere in it: a value that is replaced or
 * left out, a key that is added.
 */
export function changed(document) {
  const paths = pathsIn(document)
  const change = fc.record({
    path: fc.constantFrom(...paths),
    kind: fc.constantFrom('replace', 'replace', 'remove', 'add', 'repeat'),
    value: fc.oneof(
      fc.constantFrom(...ODD),
      fc.constantFrom(...NUMBERS).map(Number),
      fc.string({ maxLength: 5 }),
    ),
  })
  return fc.array(change, { maxLength: 3 }).map((changes) => {
    const copy = structuredClone(document)
    for (const one of changes) apply(copy, one)
    return copy
  })
}

function pathsIn(value, path = []) {
  if (value === null || typeof value !== 'object') return [path]
  const inside = Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))
  return path.length > 0 ? [path, ...inside] : inside
}

function apply(document, { path, kind, value }) {
  let parent = document
  for (const key of path.slice(0, -1)) {
    parent = parent?.[key]
    if (parent === null || typeof parent !== 'object') return
  }
  const key = path.at(-1)
  if (kind === 'replace') parent[key] = value
  else if (kind === 'remove')
    Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key]
  else if (kind === 'repeat' && Array.isArray(parent)) parent.push(parent[0])
  else if (!Array.isArray(parent)) parent[`${key}2`] = value
}

/** YAML that is hard on readers: aliases, depth, tags, repeated keys. */
export const oddYaml = fc.oneof(
  fc.nat(3000).map((depth) => `epochs: ${'['.repeat(depth)}${']'.repeat(depth)}\n`),
  fc
    .nat(3000)
    .map((depth) =>
      Array.from({ length: Math.min(depth, 400) }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    ),
  fc
    .nat(12)
    .map((n) =>
      [
        'a0: &a0 [x, x]',
        ...Array.from(
          { length: n },
          (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}]`,
        ),
      ].join('\n'),
    ),
  fc.constantFrom(
    'a: &a [*a]',
    'epochs: *nowhere',
    '!!js/function "x"',
    'epochs: !!python/object/new:os.system [a]',
    '<<: {epochs: 3}',
    'epochs: 1\nepochs: 2',
    '? [a, b]\n: c',
    '- 1\n- 2',
    '--- 1\n--- 2',
    '%YAML 9.9\n---\na: 1',
    '\ufeffepochs: 2',
    'epochs: 0o17',
    'a: "\\ud800"',
    '"\\0": 1',
  ),
)
