export { RangeMeter, showPoints } from './calibrate.js'
export { type Block, type Recognised, recognise } from './recognise.js'
export { integerGraph } from './integer-graph.js'
export { type ChannelRanges, type Ranges } from './scales.js'
