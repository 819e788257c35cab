export { type DemoField, demoField } from './demo-field.js'
