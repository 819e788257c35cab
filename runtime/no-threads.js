/** What `#network-threads` means where there are no threads of Node (package.json, "imports"). */
export const inThreads = undefined
