export {
  ARCHITECTURES,
  type Architecture,
  architectureNamed,
  inferenceGraph,
  inputOf,
  type NetworkShape,
  startingWeights,
} from './architectures.js'
export { type ModelCard, modelCard } from './card.js'
export { exportWeights } from './export-weights.js'
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
export { RESNET_LAWS, RESNET18_STAGES, resnet18 } from './resnet.js'
export { readSafetensors, safetensorsBytes } from './safetensors.js'
export { type Stage, throughStages } from './stage.js'
export {
  STARCNET_BANDS,
  STARCNET_MEANS,
  STARCNET_SIZE_PX,
  type StarcnetConvolutions,
  starcnet,
} from './starcnet.js'
export { VGG_LAWS, vgg19bn } from './vgg.js'
