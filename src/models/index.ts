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
export { layoutOfModel } from './card-layout.js'
export { exportWeights } from './export-weights.js'
export { FIRST_LAYERS, type FirstLayer } from './first-layer.js'
export {
  CLUSTER_CLASSES,
  type ImportOptions,
  importWeights,
  untrainedModel,
} from './import-weights.js'
export { matchWeights } from './match-weights.js'
export { type CardFacts, type ModelFile, modelBytes, readCard, readModel } from './model-file.js'
export { featuresBeforeLast, graphWithNovelty, type NoveltySpace, nFeaturesOf } from './novelty.js'
export { type NpyArray, readNpy } from './npy.js'
export { npyWeights, readNpz } from './npz.js'
export { type PretrainedOptions, type PretrainedWeights, pretrainedWeights } from './pretrained.js'
export {
  PUBLISHED_AT,
  PUBLISHED_WEIGHTS,
  type PublishedWeights,
  publishedWeights,
  sha256PrefixIn,
} from './published-weights.js'
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
