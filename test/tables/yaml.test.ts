import fc from 'fast-check'
import { expect, test } from 'vitest'
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
  ['a: &x 1', 'unsupported YAML: an anchor'],
  ['a: *x', 'unsupported YAML: an anchor'],
  ['a: !!python/tuple [1]', 'unsupported YAML: Unresolved tag'],
  ['a: !!str 1', 'unsupported YAML: a tag'],
  ['a: |\n  x', 'unsupported YAML: a text after | or >'],
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
  expect(() => parseYaml('a: 1\nb:\n- &x 2', 'a.ecsv')).toThrow(
    'a.ecsv, line 3: unsupported YAML: an anchor, or a link to one: got - &x 2; correct',
  )
})
