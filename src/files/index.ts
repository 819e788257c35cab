export { type ArchiveFile, archiveIn, nested, someNames } from './archive-file.js'
export { fileOnDisk } from './archive-path.js'
export { shrinkCache } from './cache-room.js'
export { timeOfDisk } from './disk-time.js'
export { type Download, download, sha256Of, userCacheFolder } from './download.js'
export { type FolderSearch, openFitsFiles } from './fits-files.js'
export { oneAtATime, type Waiting } from './one-at-a-time.js'
export { openFile, withFile } from './open.js'
export {
  type AtomicFile,
  checkFolder,
  checkFreeSpace,
  checkWritable,
  refuseOverwriting,
  writeAtomically,
  writeTextAtomically,
} from './output.js'
export type { FileSource } from './plain-file.js'
export { Refused } from './range-request.js'
export { readingError, systemError, writingError } from './system-errors.js'
export { writeTogether } from './together.js'
export { isGone, ownName, sweep } from './unfinished.js'
export { onUnpacking, type Unpacked } from './unpack-progress.js'
export { takesName, writeFolder } from './whole-folder.js'
