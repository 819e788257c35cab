/** Serves a page of labels until it is closed. */
import { addresses, ownHosts } from './hosts.js'
import { labelApp } from './label-app.js'
import type { LabelDesk } from './label-desk.js'
import { listen } from './listen.js'
import { PageFiles } from './page-files.js'
import { Visitors } from './visitors.js'

export interface ServeOptions {
  readonly desk: LabelDesk
  /** Folder of the built page. */
  readonly page: string
  /** The name of who has the address with the token. */
  readonly person: string
  /** Undefined: the usual one, and another where that is taken. */
  readonly port?: number
  /** For a team: where to listen, and what lets people in. */
  readonly share?: { readonly address: string; readonly passphrase: string }
  /** Gets errors that nobody has foreseen. */
  onBug(error: unknown): void
}

export interface LabelServer {
  /** For whoever started it, with the token. */
  readonly address: string
  /** For the team; empty where nobody else may come. */
  readonly teamAddresses: readonly string[]
  close(): Promise<void>
}

const LOCAL = '127.0.0.1'

/** @throws InputError if the page is not built, or the port cannot be had */
export async function serveLabels(options: ServeOptions): Promise<LabelServer> {
  const { desk, person, port, share, onBug } = options
  const page = await PageFiles.open(options.page)
  const visitors = new Visitors({ person, passphrase: share?.passphrase })
  const isOwnHost = ownHosts(share?.address)
  const listening = await listen({
    host: share?.address ?? LOCAL,
    port,
    app: (taken) => {
      const guard = { visitors, cookieName: `starsift-${taken}`, isOwnHost }
      return labelApp({ desk, guard, page, onBug })
    },
  })
  const own = share && !isEverywhere(share.address) ? share.address : LOCAL
  return {
    address: `http://${own}:${listening.port}/?token=${visitors.token}`,
    teamAddresses: teamHosts(share?.address).map((host) => `http://${host}:${listening.port}/`),
    close: () => listening.close(),
  }
}

function isEverywhere(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

function teamHosts(address: string | undefined): readonly string[] {
  if (address === undefined) return []
  return isEverywhere(address) ? addresses() : [address]
}
