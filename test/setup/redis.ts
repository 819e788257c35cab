/** A Redis of the tests, from Debian's package, with an append-only file and a password. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { freePorts } from './free-ports.js'
import { until } from './slurm-cluster.js'

export const PASSWORD = 'secret-word'

export class RedisServer {
  #child?: ChildProcess
  #port = 0

  /** @param folder for its file */
  constructor(readonly folder: () => string) {}

  get url(): string {
    return `redis://:${PASSWORD}@127.0.0.1:${this.#port}/`
  }

  /** Starts it, with what it remembers. */
  async start(): Promise<void> {
    if (this.#port === 0) [this.#port] = await freePorts(1)
    const files = ['--dir', this.folder(), '--appendonly', 'yes', '--appendfsync', 'always']
    const words = ['--port', `${this.#port}`, '--requirepass', PASSWORD, ...files, '--save', '']
    this.#child = spawn('redis-server', [...words, '--bind', '127.0.0.1'], { stdio: 'ignore' })
    await until(() => this.#answers(), 'Redis begins')
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const end = new Promise((exits) => child.once('exit', exits))
    child.kill('SIGKILL')
    await end
  }

  #answers(): boolean {
    try {
      const words = ['-p', `${this.#port}`, '-a', PASSWORD, 'ping']
      return execFileSync('redis-cli', words, { stdio: 'pipe' }).toString().includes('PONG')
    } catch {
      return false
    }
  }
}
