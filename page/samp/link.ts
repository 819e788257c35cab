/** The state of the page's link to other programs, and what it says of it. */
import { signal } from '@preact/signals'
import type { FieldDescription, FieldRows } from '../../src/viewing/index.js'
import { type Hub, joinHub, type Message, NoHub } from './hub.js'
import {
  HIGHLIGHT,
  highlightedRow,
  highlightMessage,
  loadMessage,
  pointMessage,
  type SharedTable,
  sharedTable,
} from './messages.js'
import { XmlRpcFault } from './xml-rpc.js'

const OWN_MACHINE = ['127.0.0.1', 'localhost', '[::1]']

/** Why no hub can be asked from here; undefined where one can. */
export function whyNoLink(hostname: string): string | undefined {
  if (OWN_MACHINE.includes(hostname)) return undefined
  return (
    `This page is on ${hostname || 'no host'}. Browsers let a page talk to the programs of this ` +
    'machine only from 127.0.0.1: run starsift label here.'
  )
}

interface Field {
  readonly description: FieldDescription
  readonly rows: FieldRows
  /** Gives the catalogue an address from which other programs load it; absent without a server. */
  tableAddress?(): Promise<string>
  goTo(row: number): void
}

export class Link {
  readonly state = signal<'off' | 'asking' | 'on'>('off')
  /** What happened last, for the person. */
  readonly said = signal('')
  /** Whether each source that is opened is sent. */
  readonly follows = signal(false)
  #hub: Hub | undefined
  #table: SharedTable | undefined
  /** The row that another program has sent, which is not sent back to it. */
  #received: number | undefined
  readonly #field: Field

  constructor(field: Field) {
    this.#field = field
  }

  async join(): Promise<void> {
    this.state.value = 'asking'
    this.said.value = 'The hub asks you whether this page may join: answer there.'
    const gone = () => this.#left('The hub is gone, or it has sent this page away.')
    try {
      this.#hub = await joinHub({
        name: 'starsift',
        description: `labels of ${this.#field.description.title}`,
        takes: [HIGHLIGHT],
        onMessage: (message) => this.#hear(message),
        onGone: gone,
      })
      this.state.value = 'on'
      this.said.value = 'Joined.'
    } catch (error) {
      this.#left(reasonOf(error))
    }
  }

  leave(): void {
    this.#hub?.leave()
    this.#left('Left.')
  }

  async sendTable(): Promise<void> {
    const { description, tableAddress } = this.#field
    if (!tableAddress) {
      this.said.value =
        'Only the page of starsift label can send the catalogue: this one has no server from ' +
        'which another program could load it.'
      return
    }
    await this.#send('the catalogue', async () => {
      this.#table = sharedTable(await tableAddress(), description)
      return [loadMessage(this.#table, description)]
    })
  }

  async sendRow(row: number): Promise<void> {
    if (row === this.#received) return
    const { rows } = this.#field
    await this.#send(`source ${rows.ids[row]}`, async () => {
      const highlight = this.#table && highlightMessage(this.#table, row)
      return [pointMessage(rows, row), highlight].filter((one) => one !== undefined)
    })
  }

  async #send(what: string, messages: () => Promise<readonly Message[]>): Promise<void> {
    const hub = this.#hub
    if (!hub) return
    try {
      const all = await messages()
      if (all.length === 0) {
        this.said.value = `Not sent: the place of ${what} on the sky is not known.`
        return
      }
      const names: string[] = []
      for (const message of all) names.push(...(await hub.notifyAll(message)))
      const takers = [...new Set(names)].join(', ')
      this.said.value = takers
        ? `Sent ${what} to ${takers}.`
        : `No program takes ${what}: is TOPCAT, Aladin or DS9 open?`
    } catch (error) {
      if (error instanceof NoHub) this.#left(reasonOf(error))
      else this.said.value = `Not sent: ${reasonOf(error)}`
    }
  }

  #hear(message: Message): void {
    const { description, goTo } = this.#field
    const row = this.#table && highlightedRow(message, this.#table, description.nRows)
    if (row === undefined) return
    this.#received = row
    goTo(row)
  }

  #left(why: string): void {
    this.#hub = undefined
    this.#table = undefined
    this.state.value = 'off'
    this.said.value = why
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NoHub) {
    return 'No SAMP hub runs on this machine. Start TOPCAT, Aladin or another program with a hub.'
  }
  if (error instanceof XmlRpcFault) return `The hub refused: ${error.message}`
  return error instanceof Error ? error.message : String(error)
}
