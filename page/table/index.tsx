export { TableView } from './table-view.js'
