export { LabelLog, type LabelLogOptions, type Saved } from './label-log.js'
export { type PeoplesLabels, readLabels } from './read-labels.js'
