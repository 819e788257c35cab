/**
 * Pickles by hand: what the machine does with what PyTorch never writes. Opcodes as in pickletools.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { opcodes, PickleEnded, readPickle } from '../../src/weights/pickle.js'

const pickle = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const read = (text: string) => readPickle(pickle(text), 'x.pkl').value

test.each<[string, unknown]>([
  ['\x80\x02N.', null],
  ['\x80\x02J\xff\xff\xff\xff.', -1],
  ['\x80\x02M\x01\x02.', 513],
  ['\x80\x02\x8a\x00.', 0],
  ['\x80\x02\x8a\x02\x00\xff.', -256],
  ['\x80\x02\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01.', 2n ** 64n],
  ['\x80\x02G\x3f\xf8\x00\x00\x00\x00\x00\x00.', 1.5],
  ['\x80\x02U\x01\xe9.', 'é'],
  ['\x80\x02X\x02\x00\x00\x00\xc3\xa9.', 'é'],
  ['\x80\x03C\x02\x00\x01.', Uint8Array.of(0, 1)],
  ['\x80\x02(K\x01K\x02t.', [1, 2]],
  ['\x80\x02]q\x00(K\x01K\x02e.', [1, 2]],
  ['\x80\x02}(U\x01a\x88U\x01b\x89u.', new Map(Object.entries({ a: true, b: false }))],
  ['\x80\x04\x8f\x94(K\x01K\x02\x90.', new Set([1, 2])],
  ['\x80\x02K\x01q\x070h\x07h\x07\x86.', [1, 1]],
  ['\x80\x02ccollections\nOrderedDict\n)R.', new Map()],
  ['\x80\x02ccollections\nOrderedDict\n]K\x01K\x02\x86a\x85R.', new Map([[1, 2]])],
])('%j', (text, value) => {
  expect(read(text)).toEqual(value)
})

test.each([
  ['\x80\x02cos\nsystem\nU\x02ls\x85R.', 'pickle asks for os.system; only tensors are read'],
  ['\x80\x04\x8c\x08builtins\x8c\x04eval\x93.', 'pickle asks for builtins.eval'],
  ['\x80\x02c__builtin__\n__proto__\n.', 'pickle asks for __builtin__.__proto__'],
  ['\x80\x02ctorch\nconstructor\n.', 'pickle asks for torch.constructor'],
  ['\x80\x02I1\n.', 'unknown pickle opcode 0x49 at offset 2'],
  ['\x80\x02\x97.', 'unknown pickle opcode 0x97'],
  ['\x80\x06N.', 'protocol 6'],
  ['\x80\x02.', 'an empty stack'],
  ['\x80\x02t.', 'no mark'],
  ['\x80\x02h\x05.', 'memo 5, which was never stored'],
  ['\x80\x02K\x01)R.', 'a call of what cannot be called'],
  ['\x80\x02ctorch\nFloatStorage\n)R.', 'a call of what cannot be called'],
  ['\x80\x02K\x01Q.', 'a reference to something outside the pickle'],
  ['\x80\x02K\x01K\x02a.', 'an item for what is no list'],
  ['\x80\x02]K\x01K\x02s.', 'items for what is no dict'],
  ['\x80\x02]}b.', 'attributes for what takes none'],
  ['\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R.', 'a tensor without a valid description'],
  ['\x80\x02\x8b\xff\xff\xff\x7f.', 'an integer of 2147483647 bytes'],
])('refuses %j', (text, message) => {
  expect(() => read(text)).toThrow(InputError)
  expect(() => read(text)).toThrow(message)
})

test.each(['', '\x80', '\x80\x02', '\x80\x02X\xff\xff\xff\xffab', '\x80\x02cos\nsys'])(
  'says that %j ended too early',
  (text) => {
    expect(() => read(text)).toThrow(PickleEnded)
    expect(() => read(text)).toThrow(/x\.pkl: truncated pickle: expected at least \d+ bytes/)
  },
)

test('a long list does not overflow the stack', () => {
  expect(read(`\x80\x02](${'N'.repeat(300_000)}e.`)).toHaveLength(300_000)
})

test('any program of known instructions ends with a value or an InputError', () => {
  const known = Object.keys(opcodes).map((code) => String.fromCharCode(Number(code)))
  const phrases = [
    'ccollections\nOrderedDict\n',
    'ctorch._utils\n_rebuild_tensor_v2\n',
    'ctorch\ndevice\n',
    'cnumpy\ndtype\n',
    'U\x02f8',
    'K\x03',
    'q\x01',
    'h\x01',
  ]
  const word = fc.oneof(fc.constantFrom(...known), fc.constantFrom(...phrases))
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      try {
        read(`\x80\x02${words.join('')}.`)
      } catch (error) {
        if (!(error instanceof InputError)) throw error
      }
    }),
    { numRuns: 5000, seed: 1 },
  )
})
