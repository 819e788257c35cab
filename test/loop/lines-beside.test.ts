/** Lines written beside: all of them, in order, few writes; an error is told. */
import { expect, test } from 'vitest'
import { LinesBeside } from '../../src/loop/lines-beside.js'

type Write = (bytes: Buffer, offset: number, length: number, at: number) => number

/** A file that answers each write with the number of bytes that `write` says. */
const fileOf = (write: Write) =>
  ({
    write: async (...given: Parameters<Write>) => ({ bytesWritten: write(...given) }),
  }) as never

test('lines that come while others are written; writes that are cut short', async () => {
  const found = Buffer.alloc(100)
  let nWrites = 0
  const file = fileOf((bytes, offset, length, at) => {
    nWrites += 1
    const some = Math.min(length, 5)
    bytes.copy(found, at, offset, offset + some)
    return some
  })
  const lines = new LinesBeside(file, 2)
  for (const line of ['one', 'two', 'drei ü']) lines.add(line)
  expect(lines.end).toBe(2 + 4 + 4 + 8)
  await lines.written()
  lines.add('four')
  await lines.written()
  expect(found.toString('utf8', 2, lines.end)).toBe('one\ntwo\ndrei ü\nfour\n')
  expect(nWrites).toBe(1 + 3 + 1)
})

test('an error comes out at the next line, and where all are waited for', async () => {
  const file = fileOf(() => {
    throw new Error('no space left')
  })
  const lines = new LinesBeside(file, 0)
  lines.add('one')
  await expect(lines.written()).rejects.toThrow('no space left')
  expect(() => lines.add('two')).toThrow('no space left')
  await expect(lines.written()).rejects.toThrow('no space left')
})
