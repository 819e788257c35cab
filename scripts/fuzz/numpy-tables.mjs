// NumPy's arrays as tables: a header made of its parts, and as many bytes as it says, or others.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { joined, latin1, seldom } from './edits.mjs'

/** Files that NumPy wrote: test/reference/table_numpy.py. */
export function numpyFiles() {
  const { answers } = JSON.parse(readFileSync('test/golden/numpy-tables.json', 'utf8'))
  return Object.entries(answers)
    .filter(([name]) => /\.np[yz]$/.test(name))
    .map(([, packed]) => gunzipSync(Buffer.from(packed, 'base64')))
}

const SIZES = {
  f8: 8,
  f4: 4,
  f2: 2,
  i8: 8,
  u8: 8,
  u4: 4,
  u2: 2,
  i1: 1,
  b1: 1,
  U3: 12,
  S3: 3,
  c16: 16,
}
const ODD = ['O', 'M8[D]', 'f16', 'V4', 'S0', 'U', 'U99999999999', 'f8,i4', '']
const word = fc
  .constantFrom(...Object.keys(SIZES))
  .chain((type) =>
    fc.constantFrom('<', '>', '|').map((order) => ({ type: order + type, bytes: SIZES[type] })),
  )
const field = fc.record({
  name: fc.constantFrom('id', 'x', 'y', 'ra', '', 'x', "o'k"),
  word,
  odd: seldom(fc.constantFrom(...ODD), 12),
  axes: seldom(fc.constantFrom('(2,)', '(2, 3)', '(0,)', '(1000000000,)', '3'), 4),
})

export const npyTable = fc
  .record({
    fields: fc.array(field, { minLength: 1, maxLength: 4 }),
    isRecord: fc.boolean(),
    shape: fc.constantFrom([3], [2, 3], [0], [4, 1], []),
    lie: seldom(fc.constantFrom('(9999999999,)', '(3', '(-1,)', '(1, 2, 3)', 'None'), 8),
    isFortran: fc.boolean(),
    extra: seldom(fc.integer({ min: -3, max: 3 }), 8),
    version: seldom(fc.constantFrom(2, 3, 9), 9),
    fill: fc.uint8Array({ minLength: 8, maxLength: 8 }),
  })
  .map(({ fields, isRecord, shape, lie, isFortran, extra = 0, version = 1, fill }) => {
    const typeOf = ({ word: { type }, odd }) => odd ?? type
    const parts = fields.map((one) => {
      const axes = one.axes ? `, ${one.axes}` : ''
      return `('${one.name.replace("'", "\\'")}', '${typeOf(one)}'${axes})`
    })
    const descr = isRecord ? `[${parts.join(', ')}]` : `'${typeOf(fields[0])}'`
    const times = { '(2,)': 2, '(2, 3)': 6 }
    const bytes = isRecord
      ? fields.reduce((n, one) => n + one.word.bytes * (times[one.axes] ?? 1), 0)
      : fields[0].word.bytes
    const n = shape.reduce((product, axis) => product * axis, 1) * bytes
    const order = isFortran ? 'True' : 'False'
    const said = lie ?? `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`
    const text = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${said}, }\n`
    const width = version === 1 ? [text.length, 0] : [text.length, 0, 0, 0]
    width[1] = text.length >> 8
    width[0] &= 255
    const data = Uint8Array.from({ length: Math.max(0, n + extra) }, (_, i) => fill[i % 8])
    const magic = Uint8Array.of(0x93, ...latin1('NUMPY'), version, 0, ...width)
    return joined(magic, latin1(text), data)
  })
