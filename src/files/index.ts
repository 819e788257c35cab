export {
  type AtomicFile,
  checkWritable,
  writeAtomically,
  writeTextAtomically,
} from './atomic-write.js'
export { type FileSource, openFile, withFile } from './file-source.js'
export { gunzipCached } from './gunzip-cache.js'
export { refuseOverwriting } from './refuse-overwriting.js'
