export { type ParquetColumn, type ParquetFile, readParquetFile } from './file.js'
