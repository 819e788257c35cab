export {
  type ElementType,
  elementBytes,
  isRowMajor,
  type NumericArray,
  numbersIn,
  type Rounded,
  rowMajorCopy,
  toFloat32,
} from './elements.js'
export { type NpyArray, readNpy, realType, swapped } from './npy.js'
export { elementsOf, type NpyHeader, readNpyHeader } from './npy-header.js'
export type { Literal } from './python-literal.js'
