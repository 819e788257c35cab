export { type CompletenessReport, refuseReplacing, writeCompleteness } from './completeness-page.js'
export { fileSlug } from './evaluation-figures.js'
export { writeEvaluation } from './evaluation-page.js'
export {
  EXPLANATION_FILES,
  type ExplanationReport,
  writeExplanations,
} from './explanation-page.js'
export { FieldDrawing } from './field-drawing.js'
export type { ClassGallery, Compass, FieldView, ReportParts, Stamp } from './parts.js'
export { type ReportInput, reportHtml, reportParts, writeReport } from './report.js'
export { type ScienceReport, writeScience } from './science-page.js'
