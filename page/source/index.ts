export { SourceView } from './source-view.js'
