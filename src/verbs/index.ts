export { type ClassifyOptions, classify } from './classify.js'
export { type CutoutsOptions, cutouts } from './cutouts.js'
export { modelFile, openModelAt, SHIPPED_MODEL } from './model-path.js'
