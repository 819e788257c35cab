export { adaptationText, adaptedFacts, unverifiedNote } from './adapted.js'
export {
  ARCHITECTURES,
  type Architecture,
  architectureNamed,
  inferenceGraph,
  inputOf,
  type NetworkShape,
  startingWeights,
} from './architectures.js'
export { classesOfCard, classTitle } from './card-classes.js'
export { type ClassSets, fittedSets, setMembers } from './class-sets.js'
export {
  CLUSTER_CLASSES,
  exportWeights,
  type ImportOptions,
  importWeights,
  untrainedModel,
} from './conversion.js'
export { ENSEMBLE_FILE, type EnsembleManifest } from './ensemble.js'
export { FIRST_LAYERS, type FirstLayer } from './first-layer.js'
export {
  type Gallery,
  type GalleryExample,
  galleryOfText,
  galleryText,
  type Nearby,
  nearestExamples,
  placesAmong,
} from './gallery.js'
export { MODEL_FILE, type Model, type Network, openModel, sealNotes } from './model.js'
export {
  layoutOfModel,
  type ModelCard,
  modelCard,
  noveltyThresholds,
  type Range,
  trainedScales,
} from './model-card.js'
export {
  type Beside,
  type CardFacts,
  type ModelFile,
  modelBytes,
  readCard,
  readModel,
  sealedModel,
} from './model-file.js'
export {
  featuresBeforeLast,
  graphWithFeatures,
  graphWithNovelty,
  type NoveltySpace,
  nFeaturesOf,
  noveltySpaceIn,
} from './novelty.js'
export { type Plane, planesHolding, planesOf } from './planes.js'
export { PRECISIONS, type Precision } from './precision.js'
export { type PretrainedOptions, type PretrainedWeights, pretrainedWeights } from './pretrained.js'
export {
  PUBLISHED_AT,
  PUBLISHED_WEIGHTS,
  type PublishedWeights,
  publishedWeights,
  sha256PrefixIn,
} from './published-weights.js'
export {
  type BothScores,
  type CalibrationStamps,
  type Compared,
  quantisedModel,
} from './quantise.js'
export { blankScores, ensembleScores, type Scores, type VoteOptions } from './scores.js'
export { type Stage, throughStages } from './stage.js'
export {
  STARCNET_BANDS,
  STARCNET_MEANS,
  STARCNET_SIZE_PX,
  type StarcnetConvolutions,
  starcnet,
} from './starcnet.js'
export { fittedTemperature, negativeLogLikelihood, TEMPERATURES } from './temperature.js'
