export { candidateTable } from './candidate-table.js'
export { chosenRows, type Measured, measureSources } from './field-photometry.js'
export { mosaicCards } from './mosaic-header.js'
export { VARIED_KINDS, type VariedKind, variedKinds } from './nuisances.js'
export { bandWithPsf, noiselessCi, type ObservedBand, observedBand } from './observed-band.js'
export { paintedStrips } from './paint-field.js'
export { columnsOfPeople } from './people-columns.js'
export { type FieldPlan, morePlaces, planField } from './plan-field.js'
export {
  type SimulatedField,
  type SimulateJob,
  type SimulateProgress,
  simulateFields,
} from './simulate-fields.js'
export { DEFAULT_BANDS, type SimulatedBand, simulatedBands } from './simulated-band.js'
export { lightOf } from './source-light.js'
