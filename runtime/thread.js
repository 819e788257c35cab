/** The thread of one copy of a network: see threads.js. */
import { parentPort, workerData } from 'node:worker_threads'
import { InferenceSession, Tensor } from './index.js'

const { model, options } = workerData

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
  session = await InferenceSession.create(model, options)
})

parentPort.on('message', ({ id, inputs }) =>
  answer(id, async () => {
    const feeds = Object.entries(inputs).map(([name, { shape, data }]) => [
      name,
      new Tensor('float32', data, shape),
    ])
    const answers = await session.run(Object.fromEntries(feeds))
    return Object.fromEntries(
      Object.entries(answers).map(([name, { dims, data }]) => [name, { shape: dims, data }]),
    )
  }),
)
