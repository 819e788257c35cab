export { Random } from '../random.js'
export { leakyRelu, relu } from './activation.js'
export {
  add,
  divide,
  inverseSqrt,
  maximum,
  minimum,
  multiply,
  scale,
  sqrt,
  subtract,
} from './arithmetic.js'
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
export { differentiate } from './differentiate.js'
export { dropout, dropoutMask } from './dropout.js'
export {
  type Attribute,
  type Attributes,
  type Dim,
  Graph,
  type GraphOptions,
  type Node,
  type Operator,
  type Shape,
  type Value,
} from './graph.js'
export { initialWeights, type LayerLaws } from './initial-weights.js'
export { gemm, linear } from './linear.js'
export { softmaxCrossEntropy } from './loss.js'
export { matmul } from './matmul.js'
export { type BatchNormOptions, batchNorm, groupNorm } from './normalisation.js'
export { type OnnxOutline, readOnnxOutline } from './onnx-read.js'
export { readOnnxWeights } from './onnx-weights.js'
export { encodeGraph, encodeModel } from './onnx-write.js'
export { addUpdate, type Carried, type Optimiser, type Update } from './optimiser.js'
export { clipped, globalNorm } from './optimiser-clipping.js'
export {
  adaptiveAveragePool,
  avgPool2d,
  globalAveragePool,
  maxPool2d,
  type PoolOptions,
} from './pooling.js'
export { reduce, sum, sumTo } from './reduction.js'
export { runtimeOrigin } from './runtime.js'
export { learningRateFactor, type Schedule } from './schedule.js'
export {
  DEVICES,
  type Device,
  deviceStatus,
  openSession,
  type Session,
  type SessionOptions,
} from './session.js'
export { openStateful, type StatefulSession, type StatePlan } from './stateful-session.js'
export { countWeights, shapeText, sizeOf, type Tensor, type Weights } from './tensor.js'
export { type Batch, openTrainer, type StepResult, type Trainer } from './trainer.js'
export { type StepOptions, type TrainingStep, trainingStep } from './training-step.js'
export {
  type TiledPicture,
  tiled,
  tiledLinear,
  winogradConv,
} from './winograd.js'
