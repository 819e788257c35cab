export {
  type CutDataset,
  type Cutting,
  checkCutting,
  checkDatasetPath,
  cutDataset,
  datasetToCut,
  type FieldToCut,
} from './cut.js'
export { filtersOfFields, layoutOfDataset } from './cutouts-header.js'
export { type Dataset, joinedDatasets } from './dataset.js'
export { type CutStamp, type DatasetLayout, fieldStamps } from './field-stamps.js'
export { type LabelSource, SOFT_LABELS, type TableLabels, type TrainingLabels } from './labels.js'
export { checkLeakage, placeGroups } from './leakage.js'
export { ascii, type DatasetObjects, objectsOf } from './objects.js'
export { type DatasetOptions, readDatasets } from './read.js'
export { type Sets, type Shares, splitByField, splitByNamedFields, splitByObject } from './sets.js'
export { blankStamps, readStamps, writeStamps } from './stamp-file.js'
