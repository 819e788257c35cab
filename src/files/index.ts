export { type Download, download, userCacheFolder } from './download.js'
export { type FolderSearch, openFitsFiles } from './fits-files.js'
export { type FileSource, openFile, withFile } from './open.js'
export {
  type AtomicFile,
  checkFolder,
  checkFreeSpace,
  checkWritable,
  refuseOverwriting,
  writeAtomically,
  writeTextAtomically,
} from './output.js'
export { readingError, systemError } from './system-errors.js'
export { writeTogether } from './together.js'
export { sweep } from './unfinished.js'
