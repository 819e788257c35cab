export { reportHtml } from './page.js'
export type { ClassGallery, Compass, FieldView, ReportParts, Stamp } from './parts.js'
export { type ReportInput, reportParts, writeReport } from './write-report.js'
export { type ScienceReport, writeScience } from './write-science.js'
