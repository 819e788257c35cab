export { type Band, bandOfHeaders, type HeaderLike, nominalWavelengthNm } from './bands.js'
export {
  type CandidateOptions,
  type CandidateSet,
  candidatesOf,
  idColumn,
  idTexts,
  rowsById,
} from './candidates.js'
export {
  CLASSES,
  type ClassCode,
  type ClassScheme,
  classCounts,
  classesOf,
  classOf,
  FIVE_IS_UNSEEN,
  isCluster,
  type MorphologyClass,
  NOT_INSPECTED,
  PHANGS_SCHEME,
  PHANGS_SUBCODES,
  PLAIN_SCHEME,
} from './classes.js'
export { FLAGS, type Flag, type FlagName, flagNames, flagValue, isUnclassified } from './flags.js'
export { type Votes, votesOf } from './human-class.js'
export {
  askedColumn,
  CLASS_COLUMNS,
  columnOf,
  POSITION_LAYOUTS,
  SKY_LAYOUTS,
} from './known-columns.js'
export { fieldName, fieldOfPath, LEGUS_LAYOUTS, type LegusLayout, legusLayout } from './legus.js'
export {
  BAND_LETTERS,
  type BandLetter,
  LEGUS_BANDS,
  nameLegusColumns,
} from './legus-columns.js'
export { type SkyToPixel, skyOf } from './locate.js'
export {
  measured,
  measuredMagnitudes,
  SENTINELS,
  type Sentinel,
  type SentinelRule,
  sentinelsOf,
} from './sentinels.js'
