/**
 * The instructions of the pickle machine, one line each, by their codes and in the groups and under
 * the names of CPython's pickletools. Left out on purpose: the text forms of protocol 0, the
 * extension registry, out-of-band buffers, NEWOBJ_EX: nobody's weights use them, and an instruction
 * that is not here is refused by its code.
 */
import type { PickleMachine } from './pickle.js'
import { Attributes, Named, NumpyType, type PickleValue } from './pickle-values.js'

type Step = (machine: PickleMachine) => void

export const opcodes: Readonly<Partial<Record<number, Step>>> = {
  // Framing
  128: (m) => checkProtocol(m), // PROTO
  149: (m) => m.take(8), // FRAME
  46: (m) => m.stop(), // STOP

  // Plain values
  78: (m) => m.push(null), // NONE
  136: (m) => m.push(true), // NEWTRUE
  137: (m) => m.push(false), // NEWFALSE
  74: (m) => m.push(m.int32()), // BININT
  75: (m) => m.push(m.uint(1)), // BININT1
  77: (m) => m.push(m.uint(2)), // BININT2
  138: (m) => m.push(long(m, m.uint(1))), // LONG1
  139: (m) => m.push(long(m, m.uint(4))), // LONG4
  71: (m) => m.push(m.float64()), // BINFLOAT
  84: (m) => m.push(text(m, m.uint(4), 'latin1')), // BINSTRING
  85: (m) => m.push(text(m, m.uint(1), 'latin1')), // SHORT_BINSTRING
  88: (m) => m.push(text(m, m.uint(4))), // BINUNICODE
  140: (m) => m.push(text(m, m.uint(1))), // SHORT_BINUNICODE
  141: (m) => m.push(text(m, m.uint(8))), // BINUNICODE8
  66: (m) => m.push(m.take(m.uint(4))), // BINBYTES
  67: (m) => m.push(m.take(m.uint(1))), // SHORT_BINBYTES
  142: (m) => m.push(m.take(m.uint(8))), // BINBYTES8
  150: (m) => m.push(m.take(m.uint(8))), // BYTEARRAY8

  // Containers
  40: (m) => m.mark(), // MARK
  41: (m) => m.push([]), // EMPTY_TUPLE
  133: (m) => m.push(lastOf(m, 1)), // TUPLE1
  134: (m) => m.push(lastOf(m, 2)), // TUPLE2
  135: (m) => m.push(lastOf(m, 3)), // TUPLE3
  116: (m) => m.push(m.popToMark()), // TUPLE
  93: (m) => m.push([]), // EMPTY_LIST
  108: (m) => m.push(m.popToMark()), // LIST
  97: (m) => append(m, lastOf(m, 1)), // APPEND
  101: (m) => append(m, m.popToMark()), // APPENDS
  125: (m) => m.push(new Map()), // EMPTY_DICT
  115: (m) => setItems(m, lastOf(m, 2)), // SETITEM
  117: (m) => setItems(m, m.popToMark()), // SETITEMS
  143: (m) => m.push(new Set()), // EMPTY_SET
  144: (m) => addItems(m, m.popToMark()), // ADDITEMS
  145: (m) => m.push(new Set(m.popToMark())), // FROZENSET

  // Stack and memo
  48: (m) => m.pop(), // POP
  49: (m) => m.popToMark(), // POP_MARK
  50: (m) => m.push(m.top()), // DUP
  113: (m) => m.memo.set(m.uint(1), m.top()), // BINPUT
  114: (m) => m.memo.set(m.uint(4), m.top()), // LONG_BINPUT
  148: (m) => m.memo.set(m.memo.size, m.top()), // MEMOIZE
  104: (m) => recall(m, m.uint(1)), // BINGET
  106: (m) => recall(m, m.uint(4)), // LONG_BINGET

  // Names and objects
  99: (m) => m.push(m.global(m.line(), m.line())), // GLOBAL
  147: (m) => stackGlobal(m), // STACK_GLOBAL
  81: (m) => m.push(m.persistentLoad(m.pop(), m)), // BINPERSID
  82: (m) => call(m), // REDUCE
  129: (m) => call(m), // NEWOBJ
  98: (m) => setState(m, m.pop()), // BUILD
}

function checkProtocol(m: PickleMachine): void {
  const protocol = m.uint(1)
  if (protocol > 5) m.damaged(`protocol ${protocol}`)
}

/** Two's complement, little-endian, of any width; weights have no use for more than a few words. */
function long(m: PickleMachine, nBytes: number): number | bigint {
  if (nBytes > 1024) m.damaged(`an integer of ${nBytes} bytes`)
  let value = 0n
  for (const byte of m.take(nBytes).toReversed()) value = (value << 8n) | BigInt(byte)
  value = BigInt.asIntN(8 * nBytes, value)
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}

function text(m: PickleMachine, nBytes: number, encoding = 'utf-8'): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(m.take(nBytes))
}

function lastOf(m: PickleMachine, n: number): PickleValue[] {
  const items: PickleValue[] = []
  for (let i = 0; i < n; i++) items.unshift(m.pop())
  return items
}

function append(m: PickleMachine, items: PickleValue[]): void {
  const list = m.top()
  if (!Array.isArray(list)) m.damaged('an item for what is no list')
  for (const item of items) list.push(item)
}

function setItems(m: PickleMachine, items: PickleValue[]): void {
  const dict = m.top()
  if (!(dict instanceof Map) || items.length % 2 !== 0) m.damaged('items for what is no dict')
  for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1])
}

function addItems(m: PickleMachine, items: PickleValue[]): void {
  const set = m.top()
  if (!(set instanceof Set)) m.damaged('items for what is no set')
  for (const item of items) set.add(item)
}

function recall(m: PickleMachine, index: number): void {
  const value = m.memo.get(index)
  m.push(value === undefined ? m.damaged(`memo ${index}, which was never stored`) : value)
}

function stackGlobal(m: PickleMachine): void {
  const [module, name] = lastOf(m, 2)
  if (typeof module !== 'string' || typeof name !== 'string') m.damaged('a name of no text')
  m.push(m.global(module, name))
}

function call(m: PickleMachine): void {
  const [callee, args] = lastOf(m, 2)
  if (!(callee instanceof Named) || !callee.build || !Array.isArray(args)) {
    m.damaged('a call of what cannot be called')
  }
  m.push(callee.build(args, m.fail))
}

/**
 * Attributes of a finished object. A dict's are PyTorch's `_metadata` (layer versions): not needed.
 */
function setState(m: PickleMachine, state: PickleValue): void {
  const object = m.top()
  if (object instanceof Map) return
  if (object instanceof Attributes && state instanceof Map) {
    for (const [key, value] of state) object.entries.set(key, value)
  } else if (object instanceof NumpyType && Array.isArray(state)) {
    object.isLittleEndian = state[1] !== '>'
  } else {
    m.damaged('attributes for what takes none')
  }
}
