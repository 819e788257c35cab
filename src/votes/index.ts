export { type LabelEvent, type LabelledObject, labelEvent, personName } from './label-event.js'
