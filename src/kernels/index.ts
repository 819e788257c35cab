export {
  type Constant,
  canRunKernels,
  type Kernels,
  numbersAt,
  onKernels,
  pixelsAt,
  take,
  wholesAt,
} from './memory.js'
export { RowMemory, WIDEST_CUT } from './row-memory.js'
