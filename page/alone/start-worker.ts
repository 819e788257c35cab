/**
 * Starts the worker. A worker whose script comes from a server has rules of its own; one that is
 * made in the page, and imports that script, has those of the page: its Content-Security-Policy
 * forbids to send anything to another host.
 */
import script from './worker.ts?worker&url'

export function startWorker(name: string): Worker {
  const address = new URL(script, location.href).href
  const made = new Blob([`import ${JSON.stringify(address)}`], { type: 'text/javascript' })
  const url = URL.createObjectURL(made)
  const worker = new Worker(url, { type: 'module', name })
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true })
  return worker
}
