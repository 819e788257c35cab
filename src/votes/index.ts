export { type LabelEvent, labelEvent } from './label-event.js'
