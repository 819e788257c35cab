/**
 * A reader of Python's pickles that cannot be made to run anything. A pickle is a program for a
 * small stack machine; Python's own machine imports and calls what the program names. This one
 * knows the instructions of protocols 2 to 5, and only a short list of names (globals.ts): it
 * builds plain data and descriptions of tensors (values.ts), and refuses everything else. Format:
 * CPython's Lib/pickletools.py, which documents every opcode; PEP 307, 3154 and 574.
 */
import { viewOf } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { printable } from '../visible.js'
import { knownGlobal } from './globals.js'
import { AttributeBag, type Fail, Named, NumpyType, type PickleValue } from './values.js'

/** The bytes ended before the pickle did: the file may have more. */
export class PickleEnded extends InputError {}

/** What a persistent id stands for: this is how torch.save refers to storages. */
export type PersistentLoad = (id: PickleValue, machine: PickleMachine) => PickleValue

/**
 * Reads one pickle; bytes after its end are left alone.
 *
 * @param where File and entry, for messages.
 * @returns The value, and the offset where the pickle ends.
 * @throws PickleEnded if the bytes end first.
 * @throws InputError if the pickle asks for a name that is not known, or is damaged.
 * @example readPickle(bytes, 'net.pth: data.pkl', loadStorage).value // Map { 'fc.bias' => ... }
 */
export function readPickle(
  bytes: Uint8Array,
  where: string,
  persistentLoad: PersistentLoad = refusePersistentId,
  offset = 0,
): { value: PickleValue; end: number } {
  const machine = new PickleMachine(bytes, where, persistentLoad, offset)
  return { value: machine.run(), end: machine.at }
}

/** The machine's state; the instructions are a table of functions over it. */
export class PickleMachine {
  readonly memo = new Map<number, PickleValue>()
  #stack: PickleValue[] = []
  /** What lay on the stack below each open mark. */
  #below: PickleValue[][] = []
  #view: DataView
  #opcodeAt = 0
  #isStopped = false

  constructor(
    readonly bytes: Uint8Array,
    readonly where: string,
    readonly persistentLoad: PersistentLoad,
    public at: number,
  ) {
    this.#view = viewOf(bytes)
  }

  run(): PickleValue {
    while (!this.#isStopped) {
      this.#opcodeAt = this.at
      const opcode = this.uint(1)
      const step = opcodes[opcode]
      if (!step) {
        const hex = `0x${opcode.toString(16).padStart(2, '0')}`
        return this.fail({
          what: `unknown pickle opcode ${hex} at offset ${this.#opcodeAt}`,
          expected: 'a pickle of protocol 2 to 5',
          remedy: 'save the weights again with torch.save',
        })
      }
      step(this)
    }
    return this.pop()
  }

  stop(): void {
    this.#isStopped = true
  }

  push(value: PickleValue): void {
    this.#stack.push(value)
  }

  pop(): PickleValue {
    const value = this.#stack.pop()
    return value === undefined ? this.damaged('an empty stack') : value
  }

  top(): PickleValue {
    const value = this.#stack.at(-1)
    return value === undefined ? this.damaged('an empty stack') : value
  }

  mark(): void {
    this.#below.push(this.#stack)
    this.#stack = []
  }

  /** Takes everything above the last mark, and the mark. */
  popToMark(): PickleValue[] {
    const items = this.#stack
    this.#stack = this.#below.pop() ?? this.damaged('no mark')
    return items
  }

  /** The next `length` bytes. */
  take(length: number): Uint8Array {
    const end = this.at + length
    if (end > this.bytes.length) this.#ended(end)
    const taken = this.bytes.subarray(this.at, end)
    this.at = end
    return taken
  }

  /** A little-endian unsigned integer of 1, 2, 4 or 8 bytes. */
  uint(width: 1 | 2 | 4 | 8): number {
    const at = this.at
    this.take(width)
    if (width === 1) return this.#view.getUint8(at)
    if (width === 2) return this.#view.getUint16(at, true)
    if (width === 4) return this.#view.getUint32(at, true)
    return Number(this.#view.getBigUint64(at, true))
  }

  int32(): number {
    return this.uint(4) | 0
  }

  /** Floats are big-endian, other numbers are not. */
  float64(): number {
    const at = this.at
    this.take(8)
    return this.#view.getFloat64(at, false)
  }

  /** Text up to the next line feed. */
  line(): string {
    const end = this.bytes.indexOf(10, this.at)
    if (end < 0) this.#ended(this.bytes.length + 1)
    const text = new TextDecoder().decode(this.take(end - this.at))
    this.at++
    return text
  }

  /** What a name stands for; a name that is not on the list ends the reading here. */
  global(module: string, name: string): PickleValue {
    const value = knownGlobal(module, name)
    if (value !== undefined) return value
    return this.fail({
      what: `pickle asks for ${printable(`${module}.${name}`)}`,
      remedy:
        'only tensors are read, nothing was executed; save the state dict alone: ' +
        'torch.save(model.state_dict(), ...)',
    })
  }

  readonly fail: Fail = (problem) => {
    throw new InputError({ where: this.where, ...problem })
  }

  damaged(got: string): never {
    return this.fail({
      what: `damaged pickle at offset ${this.#opcodeAt}`,
      got,
      remedy: 'download or copy it again',
    })
  }

  #ended(expected: number): never {
    throw new PickleEnded({
      what: 'truncated pickle',
      where: this.where,
      expected: `at least ${expected} bytes`,
      got: `${this.bytes.length} bytes`,
      remedy: 'download or copy it again',
    })
  }
}

function refusePersistentId(_id: PickleValue, machine: PickleMachine): never {
  return machine.damaged('a reference to something outside the pickle')
}

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

/** An integer in two's complement, little-endian, of any width up to 1024 bytes. */
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
 * Sets the attributes of a finished object. Those of a dict are PyTorch's `_metadata` (versions of
 * layers), which is not needed.
 */
function setState(m: PickleMachine, state: PickleValue): void {
  const object = m.top()
  if (object instanceof Map) return
  if (object instanceof AttributeBag && state instanceof Map) {
    for (const [key, value] of state) object.entries.set(key, value)
  } else if (object instanceof NumpyType && Array.isArray(state)) {
    object.isLittleEndian = state[1] !== '>'
  } else {
    m.damaged('attributes for what takes none')
  }
}
