export { bisectedRoot, bracketedRoot, continuousRoot, geometricMean } from './bisection.js'
export { choleskyOf, inverseOfLower } from './cholesky.js'
export { neighbourDistances } from './crowding.js'
export { type ExchangeTest, exchangeTest } from './exchange-test.js'
export { labelAgreement, pairShare } from './fleiss-kappa.js'
export { holm } from './holm.js'
export { binOf, firstAbove, firstAtLeast, indexOfLargest } from './indices.js'
export {
  bootstrapIntervals,
  countIntervals,
  type Interval,
  LEVEL,
  wilsonInterval,
} from './interval.js'
export { type McNemar, mcnemar } from './mcnemar.js'
export { addResampled, binomial } from './multinomial.js'
export {
  type Neighbour,
  NeighbourSearch,
  spherePoints,
  turnDeg,
} from './neighbours.js'
export { erfc, normalQuantile } from './normal.js'
export { pairedInterval } from './paired-difference.js'
export {
  ascending,
  meanOf,
  median,
  medianOf,
  medianOfSorted,
  quantile,
  quantileValue,
  quantileValueOf,
} from './quantile.js'
export { softmax, softmaxRows } from './softmax.js'
export { andersonDarling, kolmogorovSmirnov, type TwoSampleTest } from './two-samples.js'
