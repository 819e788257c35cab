export {
  type Archive,
  type Aside,
  isHiddenPath,
  type Member,
  memberName,
  memberPath,
} from './archive.js'
export { checkMember, memberChunks, openMember, readMember } from './contents.js'
export { crc32 } from './crc32.js'
export { type FoundFile, fitsAmong, nothingFound } from './found-files.js'
export { archiveKind, isArchiveName, openArchive, withoutArchiveEnding } from './open-archive.js'
export { openTar } from './tar.js'
export { type Unpacking, unpackLimited } from './unpack-limited.js'
export { openZip } from './zip.js'
