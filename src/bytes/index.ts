export { type ByteSource, blobSource, httpSource, memorySource } from './source.js'
