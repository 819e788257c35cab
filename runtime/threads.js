/**
 * A network in several threads of Node, each with a copy of it (thread.js). A session in the thread
 * of the program stops everything else there while it runs: onnxruntime-node answers in the same
 * call. Beside one, stamps are cut while networks run. And a copy with one thread of the runtime
 * wastes no time on waiting for another thread at the end of every layer. It is
 * `#network-threads` for Node (package.json, "imports").
 */
import { Worker } from 'node:worker_threads'
import { hasNative } from './native.js'

const THREAD = new URL('./thread.js', import.meta.url)

/** Undefined where there is no native runtime: the other one has threads of its own. */
export const inThreads = hasNative() ? startThreads : undefined

/**
 * @param model bytes of an .onnx file
 * @param options of the runtime, for each copy
 * @param nCopies how many threads
 * @throws if a thread cannot be started, or has no native runtime
 */
async function startThreads(model, options, nCopies) {
  const copies = []
  const release = async () => {
    await Promise.all(copies.map((copy) => copy.end()))
  }
  try {
    // The system may refuse any of the threads: those before it are ended, too.
    while (copies.length < nCopies) copies.push(new Copy(model, options))
    await Promise.all(copies.map(({ opened }) => opened))
  } catch (error) {
    await release()
    throw error
  }
  return {
    /**
     * The least busy copy runs. Inputs in a SharedArrayBuffer must stay until it has answered;
     * others may be changed as soon as this has returned.
     */
    run: (inputs) =>
      copies.reduce((least, copy) => (copy.nAsked < least.nAsked ? copy : least)).ask(inputs),
    release,
  }
}

class Copy {
  /** Those who wait for an answer, by its number; 0 is whether the network could be opened. */
  #waiting = new Map()
  #nRuns = 0
  #ended = false
  #worker

  constructor(model, options) {
    this.#worker = new Worker(THREAD, { workerData: { model, options } })
    this.#worker.on('message', ({ id, answers, error }) => {
      const waiting = this.#waiting.get(id)
      // An answer that comes after the end is nobody's.
      if (!waiting) return
      this.#waiting.delete(id)
      if (error) waiting.reject(error)
      else waiting.resolve(answers)
    })
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('the thread of the network ended')))
    this.opened = this.#answer(0)
    // Whoever opens the copies is told of the error by the first of them.
    this.opened.catch(() => {})
  }

  get nAsked() {
    return this.#waiting.size
  }

  ask(inputs) {
    const buffers = []
    const sent = Object.entries(inputs).map(([name, { shape, data }]) => {
      if (data.buffer instanceof SharedArrayBuffer) return [name, { shape: [...shape], data }]
      const copy = data.slice()
      buffers.push(copy.buffer)
      return [name, { shape: [...shape], data: copy }]
    })
    const id = ++this.#nRuns
    const answer = this.#answer(id)
    if (!this.#ended) this.#worker.postMessage({ id, inputs: Object.fromEntries(sent) }, buffers)
    else this.#fail(new Error('the session was released'))
    return answer
  }

  async end() {
    this.#ended = true
    await this.#worker.terminate()
  }

  #answer(id) {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  #fail(error) {
    this.#ended = true
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
