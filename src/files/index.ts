export {
  type AtomicFile,
  checkWritable,
  writeAtomically,
  writeTextAtomically,
} from './atomic-write.js'
export { type Download, download } from './download.js'
export { type FileSource, openFile, withFile } from './file-source.js'
export { checkFreeSpace } from './free-space.js'
export { gunzipCached } from './gunzip-cache.js'
export { checkFolder } from './output-folder.js'
export { refuseOverwriting } from './refuse-overwriting.js'
export { userCacheFolder } from './user-cache.js'
