// Runs commands one after the other in one process (command-line.ts): what is loaded once is not
// loaded again.
import { pathToFileURL } from 'node:url'

const said = { stdout: '', stderr: '' }
for (const name of ['stdout', 'stderr']) {
  process[name].write = (text, encoding, written = encoding) => {
    said[name] += text
    if (typeof written === 'function') written()
    return true
  }
}

let nRuns = 0
process.on('message', async ({ program, args, env }) => {
  Object.assign(said, { stdout: '', stderr: '' })
  process.exitCode = 0
  process.env = env
  process.argv = [process.execPath, program, ...args]
  for (const name of ['stdout', 'stderr']) process[name].removeAllListeners('error')
  nRuns += 1
  await import(`${pathToFileURL(program)}?run=${nRuns}`)
  process.send({ code: process.exitCode, ...said })
})
