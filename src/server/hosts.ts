/** The names of this machine, by which a browser may ask for the page. */
import { hostname, networkInterfaces } from 'node:os'

const LOCAL = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Tells whether a Host header names this server. Another name that leads here is refused: a page of
 * another site could have given it our address (DNS rebinding). The port may be another, as through
 * a tunnel of ssh.
 *
 * @param bound the address that is listened on; undefined for this machine alone
 */
export function ownHosts(bound?: string): (host: string) => boolean {
  const names = new Set(bound === undefined ? LOCAL : [...LOCAL, ...teamNames(bound)])
  return (host) => names.has(host.replace(/:\d+$/, '').toLowerCase())
}

function teamNames(bound: string): string[] {
  const name = hostname().toLowerCase()
  return [bound.toLowerCase(), name, `${name}.local`, ...addresses()]
}

/** The addresses of this machine that others may reach; IPv6 in brackets. */
export function addresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80'))
    .sort((a, b) => a.family.localeCompare(b.family))
    .map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address))
}
