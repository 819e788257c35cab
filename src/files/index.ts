export { type Download, download } from './download.js'
export { readingError } from './file-errors.js'
export { type FileSource, openFile, withFile } from './file-source.js'
export { openFitsFiles } from './fits-files.js'
export { gunzipCached, userCacheFolder } from './gunzip-cache.js'
export {
  type AtomicFile,
  checkFolder,
  checkFreeSpace,
  checkWritable,
  refuseOverwriting,
  sweep,
  writeAtomically,
  writeTextAtomically,
} from './output.js'
