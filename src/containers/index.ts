export type { Archive, Aside, Member } from './archive.js'
export { memberChunks, openMember, readMember } from './contents.js'
export { crc32 } from './crc32.js'
export { openZip } from './zip.js'
