export { classChoices } from './class-choices.js'
export {
  type ClassExample,
  type SimulatedExamples,
  simulatedExamples,
} from './class-examples.js'
export { type MachineOpinion, machineOpinion } from './field-rows.js'
export {
  type BandDescription,
  type ClassChoice,
  type FieldDescription,
  type FieldRows,
  type FieldView,
  type RowCell,
  type SourceStamp,
  type StarProfile,
  TILE_PX,
} from './field-view.js'
export { type FieldToView, type OpenedFieldView, openFieldView } from './open-field-view.js'
export { lastLevelOf, type OverviewStore } from './overview.js'
export {
  asinhCurve,
  automaticStretch,
  channelBands,
  lonePicture,
  NAN_COLOR,
  paintColor,
  type RgbPicture,
  rgbPicture,
  type SkyLevel,
  type Stretch,
  shareValue,
  skyLevel,
  windowPicture,
} from './rgb.js'
export { NO_FILTER, passingRows, type RowFacts, type RowFilter } from './row-filter.js'
export { sortedRows } from './row-order.js'
export {
  type RowsJson,
  rowsJson,
  rowsOfJson,
  type StarsJson,
  starsJson,
  starsOfJson,
} from './rows-json.js'
export { compassAt, type SkyGrid, skyAt, skyGridOf } from './sky-grid.js'
export type { TaskState } from './task-state.js'
