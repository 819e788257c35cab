/**
 * A page as a client of the hub of SAMP, through which TOPCAT, Aladin and DS9 talk with each other:
 * the Web Profile (SAMP 1.3, chapter 5). The hub listens on this machine. It asks its user before
 * it lets a page in.
 */
import { methodAnswer, methodCall, type SampValue } from './xml-rpc.js'

/** Section 5.2.1. */
const HUB = 'http://localhost:21012/'
/** The hub may keep a question for messages open so long, seconds. */
const PULL_SECONDS = 10
/** Some hubs answer at once: then the next question waits, ms. */
const PAUSE_MS = 500

export interface Message {
  /** e.g. `table.highlight.row` */
  readonly mtype: string
  readonly params: Readonly<Record<string, SampValue>>
}

export interface Identity {
  readonly name: string
  readonly description: string
  /** The kinds of messages that this page takes. */
  readonly takes: readonly string[]
  onMessage(message: Message): void
  /** The hub is gone, or has sent this page away. */
  onGone(): void
}

/** No hub answers. */
export class NoHub extends Error {}

export interface Hub {
  /** Sends a message to all who take its kind. @returns their names */
  notifyAll(message: Message): Promise<string[]>
  /** Says good-bye; may be called while the page is closed. */
  leave(): void
}

/**
 * Registers this page with the hub. It resolves when the hub's user has said yes.
 *
 * @throws NoHub if no hub runs on this machine
 * @throws XmlRpcFault if the hub's user said no
 */
export async function joinHub(identity: Identity): Promise<Hub> {
  const registered = await call('samp.webhub.register', [{ 'samp.name': identity.name }])
  const key = textIn(registered, 'samp.private-key')
  const asked = (method: string, ...params: SampValue[]) =>
    call(`samp.webhub.${method}`, [key, ...params])
  await asked('declareMetadata', {
    'samp.name': identity.name,
    'samp.description.text': identity.description,
  })
  await asked('allowReverseCallbacks', '1')
  const gone = ['samp.hub.event.shutdown', 'samp.hub.disconnect']
  const kinds = [...identity.takes, ...gone].map((mtype) => [mtype, {}] as const)
  await asked('declareSubscriptions', Object.fromEntries(kinds))
  const stop = listen(asked, identity, gone)
  return {
    notifyAll: async ({ mtype, params }) => {
      const message = { 'samp.mtype': mtype, 'samp.params': params }
      const ids = await asked('notifyAll', message)
      const names = listOf(ids).map(async (id) => {
        const known = await asked('getMetadata', id).catch(() => '')
        return textIn(known, 'samp.name') || 'a program'
      })
      return Promise.all(names)
    },
    leave() {
      stop()
      call('samp.webhub.unregister', [key], true).catch(() => {})
    },
  }
}

type Asked = (method: string, ...params: SampValue[]) => Promise<SampValue>

/** Asks for messages again and again. @returns stops it */
function listen(asked: Asked, identity: Identity, gone: readonly string[]): () => void {
  let isOn = true
  const hear = async (callback: SampValue) => {
    // Hubs give the name without the prefix `samp.webclient.` that the standard shows.
    const method = textIn(callback, 'samp.methodName').split('.').at(-1)
    const params = listOf(valueIn(callback, 'samp.params'))
    const isCall = method === 'receiveCall'
    if (!isCall && method !== 'receiveNotification') return
    const message = params[isCall ? 2 : 1] ?? ''
    const mtype = textIn(message, 'samp.mtype')
    if (gone.includes(mtype)) {
      isOn = false
      identity.onGone()
      return
    }
    const given = valueIn(message, 'samp.params')
    identity.onMessage({ mtype, params: isMap(given) ? given : {} })
    const answer = { 'samp.status': 'samp.ok', 'samp.result': {} }
    if (isCall) await asked('reply', params[1], answer)
  }
  const pull = async () => {
    while (isOn) {
      const began = performance.now()
      const callbacks = await asked('pullCallbacks', `${PULL_SECONDS}`)
      for (const callback of listOf(callbacks)) await hear(callback)
      if (performance.now() - began < PAUSE_MS) await new Promise((go) => setTimeout(go, PAUSE_MS))
    }
  }
  pull().catch(() => {
    if (isOn) identity.onGone()
    isOn = false
  })
  return () => {
    isOn = false
  }
}

/** @param isLast the page may be gone before the answer comes */
async function call(
  method: string,
  params: readonly SampValue[],
  isLast = false,
): Promise<SampValue> {
  const request = {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml' },
    body: methodCall(method, params),
    keepalive: isLast,
  }
  const answer = await fetch(HUB, request).catch((cause: unknown) => {
    throw new NoHub('no hub answers', { cause })
  })
  if (!answer.ok) throw new NoHub(`the hub answers ${answer.status}`)
  return methodAnswer(await answer.text())
}

function isMap(value: SampValue | undefined): value is Readonly<Record<string, SampValue>> {
  return typeof value === 'object' && !Array.isArray(value)
}

function valueIn(value: SampValue, key: string): SampValue {
  return isMap(value) ? (value[key] ?? '') : ''
}

function textIn(value: SampValue, key: string): string {
  const held = valueIn(value, key)
  return typeof held === 'string' ? held : ''
}

function listOf(value: SampValue): readonly SampValue[] {
  return Array.isArray(value) ? value : []
}
