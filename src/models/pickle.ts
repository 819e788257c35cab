/**
 * A reader of Python's pickles that cannot be made to run anything. A pickle is a program for a
 * small stack machine; Python's own machine imports and calls what the program names. This one
 * knows the instructions of protocols 2 to 5 (pickle-opcodes.ts), and for names only a short list
 * (pickle-globals.ts): it builds plain data and descriptions of tensors, and refuses everything
 * else. Format: CPython's Lib/pickletools.py, which documents every opcode; PEP 307, 3154 and 574.
 */
import { InputError } from '../errors.js'
import { knownGlobal } from './pickle-globals.js'
import { opcodes } from './pickle-opcodes.js'
import type { Fail, PickleValue } from './pickle-values.js'
import { printable, viewOf } from './read-weights-bytes.js'

/** The bytes ended before the pickle did: more may be had from the file. */
export class PickleEnded extends InputError {}

/** What `persistent id` stands for: how torch.save refers to storages. */
export type PersistentLoad = (id: PickleValue, machine: PickleMachine) => PickleValue

/**
 * Reads one pickle; bytes behind its end are left alone.
 *
 * @param where File and entry, for messages.
 * @returns The value, and the offset behind the pickle.
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

/** The machine's state; the instructions themselves are a table of functions over it. */
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

  /** Everything above the last mark, which goes too. */
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

  /** Pickle's floats are big-endian, alone among its numbers. */
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

  /** What a name stands for; any name that is not on the list ends the reading here. */
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
