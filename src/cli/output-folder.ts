export { checkFolder } from '../files/index.js'
