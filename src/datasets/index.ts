export {
  type CutDataset,
  type Cutting,
  checkCutting,
  cutDataset,
  type FieldToCut,
} from './cut.js'
export { type TableLabels, type TrainingLabels, tableLabels } from './label-source.js'
export { type LabelSource, SOFT_LABELS } from './labels.js'
export { checkLeakage, placeGroups } from './leakage.js'
export { type DatasetObjects, objectsOf } from './objects.js'
export {
  type Dataset,
  type DatasetOptions,
  joinedDatasets,
  pickedRows,
  readDatasets,
} from './read.js'
export { type Sets, type Shares, splitByField, splitByNamedFields, splitByObject } from './sets.js'
export { type DatasetFacts, type FieldStamps, layoutOfDataset, writeDataset } from './write.js'
