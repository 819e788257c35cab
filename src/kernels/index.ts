export {
  type Constant,
  type Kernels,
  numbersAt,
  onKernels,
  pixelsAt,
  take,
  wholesAt,
} from './memory.js'
