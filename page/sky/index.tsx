export { SkyView } from './sky-view.js'
