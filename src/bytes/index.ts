export { sha256Hex } from './sha256.js'
export {
  type ByteSource,
  blobSource,
  fileNameOf,
  httpSource,
  memorySource,
  readInto,
} from './source.js'
export { UnpackLimit } from './unpack-limit.js'
