export { AgreementView } from './agreement-view.js'
