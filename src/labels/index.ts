export { LabelLog, type LabelLogOptions, type Saved } from './label-log.js'
export { labelFiles, type PeoplesLabels, readLabels } from './read-labels.js'
