export { npyWeights } from './numpy.js'
export { someOf } from './pieces.js'
export { type ReadWeights, readWeights, type WeightsFormat } from './read-weights.js'
export { readSafetensors, safetensorsBytes } from './safetensors.js'
