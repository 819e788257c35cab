export {
  ARCHITECTURES,
  type Architecture,
  architectureNamed,
  inputOf,
} from './architectures.js'
export { type ModelCard, modelCard } from './card.js'
export {
  CLUSTER_CLASSES,
  type ImportOptions,
  importWeights,
  untrainedModel,
} from './import-weights.js'
export { matchWeights } from './match-weights.js'
export { type CardFacts, type ModelFile, modelBytes, readCard, readModel } from './model-file.js'
export { type NpyArray, readNpy } from './npy.js'
export { readNpz } from './npz.js'
export { type ReadWeights, readWeights, type WeightsFormat } from './read-weights.js'
export { readSafetensors, safetensorsBytes } from './safetensors.js'
export {
  STARCNET_BANDS,
  STARCNET_MEANS,
  STARCNET_SIZE_PX,
  type StarcnetOptions,
  starcnet,
} from './starcnet.js'
