export { Random } from '../random.js'
export {
  type Crop,
  concat,
  crop,
  flatten,
  gather,
  reshape,
  resizeNearest,
  slice,
  transpose,
} from './arrange.js'
export { type Block, type ConvStack, directStack, tiledStack } from './conv-stack.js'
export { type ConvOptions, conv2d } from './convolution.js'
export { coral } from './coral.js'
export { differentiate } from './differentiate.js'
export { type Dim, fixed, misfit, product, type Shape } from './dims.js'
export { dropout, dropoutMask, dropoutMasks } from './dropout.js'
export {
  add,
  divide,
  inverseSqrt,
  leakyRelu,
  maximum,
  minimum,
  multiply,
  relu,
  scale,
  sqrt,
  subtract,
} from './elementwise.js'
export { emit } from './emit.js'
export {
  type Attribute,
  type Attributes,
  Graph,
  type GraphOptions,
  type Node,
  type Operator,
  type Value,
} from './graph.js'
export { drawnWeights, initialWeights, type LayerLaws } from './initial-weights.js'
export { softmaxCrossEntropy } from './loss.js'
export { availableThreads } from './machine-threads.js'
export { gemm, linear, matmul } from './matmul.js'
export {
  BATCH_NORM_MOMENTUM,
  type BatchNormOptions,
  batchNorm,
  groupNorm,
} from './normalisation.js'
export { type ChannelChoice, modelOfChannels, weightsOfChannels } from './onnx-channels.js'
export {
  type OnnxOutline,
  readGraphWithoutNumbers,
  readOnnxOutline,
  readOnnxWeights,
} from './onnx-read.js'
export { type OnnxSignature, onnxSignature, type SignatureShape } from './onnx-signature.js'
export { encodeGraph, encodeModel } from './onnx-write.js'
export {
  addUpdate,
  type Carried,
  clipped,
  globalNorm,
  type Optimiser,
  type Update,
} from './optimiser.js'
export {
  adaptiveAveragePool,
  avgPool2d,
  globalAveragePool,
  maxPool2d,
  type PoolOptions,
} from './pooling.js'
export { reduce, sum, sumTo } from './reduction.js'
export {
  plainLayout,
  prefersTiles,
  type ResidualLayout,
  tiledLayout,
} from './residual-layout.js'
export { learningRateFactor, type Schedule } from './schedule.js'
export {
  deviceStatus,
  openSession,
  runtimeOrigin,
  type Session,
  type SessionOptions,
} from './session.js'
export { openStateful, type StatefulSession, type StatePlan } from './stateful-session.js'
export { type Batches, isDiverged, openRunner, type StepRunner } from './step-runner.js'
export type { Device } from './tensor.js'
export {
  countWeights,
  DEVICES,
  joinedFloats,
  pickedRows,
  shapeText,
  sizeOf,
  type Tensor,
  type Weights,
} from './tensor.js'
export { type Batch, type Masks, openTrainer, type StepResult, type Trainer } from './trainer.js'
export {
  type Alignment,
  type StepOptions,
  type TrainingStep,
  trainingStep,
} from './training-step.js'
export { type TiledPicture, tiled, tiledLinear, winogradConv } from './winograd.js'
