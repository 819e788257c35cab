export {
  type SimulatedField,
  type SimulateJob,
  type SimulateProgress,
  simulateFields,
} from './simulate-fields.js'
export { DEFAULT_BANDS, type SimulatedBand, simulatedBands } from './simulated-band.js'
