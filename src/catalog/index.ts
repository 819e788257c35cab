export { askedFrame } from './asked-frame.js'
export {
  type Band,
  bandOfHeaders,
  FILTER_KEYWORDS,
  type HeaderLike,
  nominalWavelengthNm,
} from './bands.js'
export { type CandidateOptions, type CandidateSet, candidatesOf } from './candidates.js'
export {
  isReadMe,
  isTableItself,
  MOST_README_BYTES,
  mayBeCatalogue,
  wantedTables,
} from './catalogue-file.js'
export {
  areTheFour,
  type ClassEntries,
  type ClassLabel,
  type ClassList,
  classEntries,
  classListOf,
  entriesOf,
  FEWEST_CLASSES,
  FOUR_CLASSES,
  hasClusters,
  hasTwoSides,
  isSameList,
  MOST_CLASSES,
  numberWord,
  type OwnClass,
} from './class-list.js'
export { meaningIn, meaningText, nClassesBeside, unknownMeaning } from './class-meaning.js'
export { type ClassRegions, classRegions } from './class-regions.js'
export { placesInSet, setSeparator } from './class-set-text.js'
export { type ClassStyle, classStyle } from './class-style.js'
export {
  CLASSES,
  type ClassCode,
  type ClassScheme,
  classesOf,
  FIVE_IS_UNSEEN,
  isCluster,
  type MorphologyClass,
  NOT_INSPECTED,
  PHANGS_SCHEME,
  PHANGS_SUBCODES,
  PLAIN_SCHEME,
} from './classes.js'
export { FLAGS, type Flag, type FlagName, flagNames, flagValue, isUnclassified } from './flags.js'
export { columnClasses } from './human-class.js'
export { idColumn, idTexts, noteWithoutId, repeatedDoubt, rowsById } from './ids.js'
export {
  askedColumn,
  CLASS_COLUMNS,
  columnOf,
  findColumn,
  holdsPositions,
  layoutOfNames,
} from './known-columns.js'
export { fieldName, fieldOfPath, type LegusHint, namedLegus } from './legus.js'
export { BAND_LETTERS, type BandLetter, letterOfFilter } from './legus-columns.js'
export { type AskedColumns, askedIn, askedNames, askedPair } from './locate.js'
export { isUnsurePlace } from './no-place.js'
export { type SkyToPixel, skyPixels } from './origin-by-sky.js'
export {
  type ClassCoding,
  fittedClassesOf,
  labelTexts,
  ownClassesOf,
  ownVotes,
} from './own-classes.js'
export { otherUnit, pixelColumns, pixelPlaces } from './pixel-columns.js'
export { measured, measuredMagnitudes } from './sentinels.js'
export { skyOf } from './sky-columns.js'
export { namedStarcnetTab } from './starcnet-tab.js'
export { type ClassVotes, modeOfCounts, votesOf } from './votes.js'
