/** Waits for the end of a server: Ctrl-C, and what `kill` and the queues of clusters send. */
export function ended(): Promise<void> {
  return new Promise((resume) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resume())
  })
}
