/** The page without a server: files are dropped, classified and looked at, and nothing leaves. */
export { AloneView } from './alone-view.js'
