export { bytesAt, viewOf } from './exact.js'
export { FreeGrowth } from './free-growth.js'
export { httpSource } from './http-source.js'
export { sha256Hex, sha256Of } from './sha256.js'
export { type Packing, SIGNATURE_BYTES, type Signature, signatureOf } from './signatures.js'
export {
  type ByteSource,
  blobSource,
  fileNameOf,
  memorySource,
  readInto,
} from './source.js'
export { UnpackLimit } from './unpack-limit.js'
export { windowOf } from './window.js'
