/** The thread of one copy of a network: see threads.js. */
import { parentPort, workerData } from 'node:worker_threads'
import { InferenceSession, origin, Tensor } from './index.js'

/** Errors are sent as they are: an error that is thrown here would lose its number. */
async function answer(id, work) {
  try {
    const answers = await work()
    parentPort.postMessage({ id, answers })
  } catch (error) {
    parentPort.postMessage({ id, error })
  }
}

let session
await answer(0, async () => {
  // Its own threads serve all copies: they would wait for each other.
  if (origin === 'onnxruntime-web') throw new Error('no native runtime')
  session = await InferenceSession.create(workerData.model, workerData.options)
  // The session has the weights now; the bytes of the file are let go.
  workerData.model = undefined
})

/** Memory for inputs that lie in shared memory, which the runtime does not take. */
const rooms = new Map()

function own(name, data) {
  if (!(data.buffer instanceof SharedArrayBuffer)) return data
  if (!(rooms.get(name)?.length >= data.length)) rooms.set(name, new Float32Array(data.length))
  const copy = rooms.get(name).subarray(0, data.length)
  copy.set(data)
  return copy
}

async function run(inputs) {
  const feeds = Object.entries(inputs).map(([name, { shape, data }]) => [
    name,
    new Tensor('float32', own(name, data), shape),
  ])
  const answers = await session.run(Object.fromEntries(feeds))
  return Object.fromEntries(
    Object.entries(answers).map(([name, { dims, data }]) => [name, { shape: dims, data }]),
  )
}

// One after another, for they use the same memory.
let last = Promise.resolve()
parentPort.on('message', ({ id, inputs }) => {
  last = last.then(() => answer(id, () => run(inputs)))
})
