import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { Tagged } from '../../src/tables/table.js'
import { parseYaml } from '../../src/tables/yaml.js'

test.each([
  ['a: 1', { a: 1 }],
  ['a: -0.5e+3\nb: 1.0e-30\nc: .nan\nd: -.inf', { a: -500, b: 1e-30, c: NaN, d: -Infinity }],
  ['a: 1180591620717411303424', { a: 2n ** 70n }],
  ['a: yes\nb: False\nc: ~\nd:\ne: null', { a: true, b: false, c: null, d: null, e: null }],
  ['a: erg / (s cm2)\nb: x', { a: 'erg / (s cm2)', b: 'x' }],
  ['a: http://x.y#z', { a: 'http://x.y#z' }],
  ['a: one # comment\nb: 2', { a: 'one', b: 2 }],
  ['a: one\n  two\n\n  three\nb: 2', { a: 'one two\nthree', b: 2 }],
  ['- 1\n- - 2\n  - 3\n- a: 4\n  b: 5\n-\n  c: 6', [1, [2, 3], { a: 4, b: 5 }, { c: 6 }]],
  ['a:\n- 1\n- 2\nb: 3', { a: [1, 2], b: 3 }],
  ['a:\n  - 1\nb: 3', { a: [1], b: 3 }],
  ['m: !!omap\n- a: 1\n- b: {c: 2}', { m: { a: 1, b: { c: 2 } } }],
  ["[a, \"b, c\", 'd''e', [1], {f: g h, i: }]", ['a', 'b, c', "d'e", [1], { f: 'g h', i: null }]],
  [
    '{a: [1,\n    2], "b":\n  "long \\\n   text\\x41\\u00e9\\n"}',
    { a: [1, 2], b: 'long textAé\n' },
  ],
  ['\'a: b\': "c: d"', { 'a: b': 'c: d' }],
  ['- {name: b c, unit: km/s}\n- {name: "x"}', [{ name: 'b c', unit: 'km/s' }, { name: 'x' }]],
  ['', null],
  ['a: &x 1\nb: *x', { a: 1, b: 1 }],
  ['a: &x {b: [1]}\nc: [*x, *x]', { a: { b: [1] }, c: [{ b: [1] }, { b: [1] }] }],
  ['a: |\n  x\n  y', { a: 'x\ny\n' }],
  ['a: >\n  x\n  y', { a: 'x y\n' }],
  ['a: !!str 1', { a: '1' }],
  ['a: !!python/tuple [1]', { a: new Tagged('tag:yaml.org,2002:python/tuple', [1]) }],
  ['a: !u.Unit {unit: deg}', { a: new Tagged('!u.Unit', { unit: 'deg' }) }],
  ['a: !!binary |\n  QUFB', { a: new Tagged('tag:yaml.org,2002:binary', 'QUFB\n') }],
  ['a: !x 007', { a: new Tagged('!x', '007') }],
])('%j', (text, value) => {
  expect(parseYaml(text)).toEqual(value)
})

test('JSON is YAML', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }).filter(hasNoHugeInteger), (value) => {
      const spaced = JSON.stringify(value, null, 1).replace(/^\s+/gm, ' ')
      expect(parseYaml(spaced)).toEqual(JSON.parse(JSON.stringify(value, asYaml)))
    }),
  )
})

/** YAML's integers have no limit: these would be bigints. */
function hasNoHugeInteger(value: unknown): boolean {
  return !/\d{16}(?![\d.e])/.test(JSON.stringify(value))
}

/** YAML 1.1 takes `1e+30`, without a point, for text. */
function asYaml(_: string, value: unknown): unknown {
  return typeof value === 'number' && /^[^.]*e/.test(String(value)) ? String(value) : value
}

/** PyYAML takes some of these for numbers, dates or instructions; here they stay texts. */
const ODD = { a: '?b', c: '007', d: 'y', e: '0x1f', f: '2001-01-01', '<<': 1 }

test.each([
  ['? a long key\n: 1', { 'a long key': 1 }],
  ['a:\n  b c: [x#y]\n  d: ~', { a: { 'b c': ['x#y'], d: null } }],
  ['a: ?b\nc: 007\nd: y\ne: 0x1f\nf: 2001-01-01\n<<: 1', ODD],
  ['a: 1\na: 2', { a: 2 }],
])('rare YAML: %j', (text, value) => {
  expect(parseYaml(text)).toEqual(value)
})

test.each([
  ['a: *x', 'unsupported YAML: a link to nothing'],
  ['a: &x [*x]', 'unsupported YAML: more than 100 levels'],
  ['{? [1] : 2}', 'unsupported YAML: a key that is a list or has a tag'],
  ['a: !!omap\n- {}', 'unsupported YAML: an empty entry'],
  ['{a, b: 1}', 'unsupported YAML: a key without ":"'],
  ['a: [1, 2', 'not valid YAML: Flow sequence'],
  ['a: "x', 'not valid YAML: Missing closing "quote'],
  ['a: "\\q"', 'not valid YAML: Invalid escape sequence'],
  ['a: 1\n   b: 2', 'not valid YAML: Nested mappings'],
  ['a: [1] x', 'not valid YAML: Unexpected scalar'],
  ['a: b: c', 'not valid YAML: Nested mappings'],
  ['a: - b', 'not valid YAML: Unexpected block-seq'],
])('refuses %j', (text, message) => {
  expect(() => parseYaml(text, 'a.ecsv')).toThrow(`a.ecsv, line 1: ${message}`)
})

test('an error has the line, what stands there, and a remedy', () => {
  expect(() => parseYaml('a: 1\n- 2', 'a.ecsv')).toThrow(
    'a.ecsv, line 2: not valid YAML: Implicit keys need to be on a single line: got - 2; ' +
      'correct this line, or read the table with astropy and write it as FITS or as CSV',
  )
  expect(() => parseYaml('a: 1\nb:\n- *x', 'a.ecsv')).toThrow(
    'a.ecsv, line 3: unsupported YAML: a link to nothing: got - *x; correct',
  )
})

test.each([
  ['links to lists of links', laughs(9, 10)],
  ['brackets', `a: ${'['.repeat(20_000)}`],
  ['brackets that end', `a: ${'['.repeat(5_000)}${']'.repeat(5_000)}`],
  ['maps', `a: ${'{b: '.repeat(5_000)}${'}'.repeat(5_000)}`],
  ['lines', Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
])('a small text that would become large or deep: %s', (_, text) => {
  expect(() => parseYaml(text, 'a.ecsv')).toThrow(InputError)
})

/** Each line is a list of links to the line before. */
function laughs(nLines: number, nLinks: number): string {
  const lines = Array.from({ length: nLines }, (_, i) => {
    const links = new Array(nLinks).fill(i === 0 ? 'ha' : `*l${i - 1}`)
    return `k${i}: &l${i} [${links.join(', ')}]`
  })
  return lines.join('\n')
}
