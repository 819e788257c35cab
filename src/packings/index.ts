export { unbzip2 } from './bzip2.js'
export { damaged, truncated } from './damage.js'
export { unlzw } from './lzw.js'
export { unzstd } from './zstd.js'
