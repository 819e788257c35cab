// The other side of the benches: PyTorch, in Debian's Python.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** The packages python3-torch and the like belong to Debian's own Python. */
export const python = process.env.STARSIFT_PYTHON ?? '/usr/bin/python3'

export const peerScript = (name) => join(import.meta.dirname, name)

/** Runs a script of this folder to its end. It prints one value as JSON, which is returned. */
export function answerOfPeer(name, ...words) {
  return JSON.parse(execFileSync(python, [peerScript(name), ...words], { encoding: 'utf8' }))
}
