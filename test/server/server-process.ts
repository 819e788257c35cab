/** `starsift label` as a process, and people who send it requests. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { LabelEvent } from '../../src/votes/index.js'

const FIELD = 'demo/sim2-1'

/** A start takes a second on an idle machine. */
const START_MS = 300_000

export interface ServerProcess {
  readonly child: ChildProcess
  readonly port: number
  /** With the token. */
  readonly address: string
  readonly output: () => string
}

/**
 * Starts it and waits for its address.
 *
 * @param before a line of bash in front of the command, e.g. `ulimit -f 4;`
 */
export async function started(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  before = '',
): Promise<ServerProcess> {
  const words = [process.execPath, 'dist/cli/main.js', 'label', '--no-open', ...args]
  const line = `${before} exec ${words.map((word) => `'${word}'`).join(' ')}`
  const child = spawn('bash', ['-c', line], { env: { ...process.env, ...env } })
  let text = ''
  child.stderr.on('data', (bytes) => {
    text += bytes
  })
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`no address after ${START_MS / 1000} s: ${text}`))
    }, START_MS)
    child.stdout.on('data', (bytes) => {
      text += bytes
      const found = /http:\S+token=\S+/.exec(text)
      if (!found || !text.includes('Ctrl-C')) return
      clearTimeout(timer)
      resolve(found[0])
    })
    child.on('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`it ended with ${code}: ${text}`))
    })
  })
  return { child, port: Number(new URL(address).port), address, output: () => text }
}

export async function ended({ child }: ServerProcess, signal: NodeJS.Signals) {
  const exit = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : []
  child.kill(signal)
  await exit
  return { code: child.exitCode, signal: child.signalCode }
}

/** The arguments of the demo's field, whose catalogue has the machine's classes already. */
export function demoArguments(catalog: string, labels: string): string[] {
  return [FIELD, '--catalog', catalog, '--labels', labels, '--origin', '1', '--order', 'random']
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** A browser, as far as the server sees it. */
export class Person {
  private constructor(
    readonly name: string,
    private readonly host: string,
    private readonly cookie: string,
  ) {}

  static async withToken({ address }: ServerProcess): Promise<Person> {
    const answer = await fetch(address)
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]
    const host = new URL(address).origin
    const me = await fetch(`${host}/api/me`, { headers: { Cookie: cookie } })
    return new Person((await me.json()).person, host, cookie)
  }

  static async withPassphrase(port: number, name: string, passphrase: string): Promise<Person> {
    const host = `http://127.0.0.1:${port}`
    const answer = await fetch(`${host}/enter`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ name, passphrase }),
    })
    return new Person(name, host, answer.headers.get('set-cookie')!.split(';')[0])
  }

  ask(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.host + path, { ...init, headers: { Cookie: this.cookie, ...init.headers } })
  }

  send(event: LabelEvent): Promise<Response> {
    return this.ask('/api/events', {
      method: 'POST',
      body: JSON.stringify(event),
      headers: { 'Content-Type': 'application/json' },
    })
  }

  get headers(): string {
    return `Host: ${new URL(this.host).host}\r\nCookie: ${this.cookie}\r\n`
  }
}
