export { candidatesIn } from './candidates-in.js'
export { type CountedField, dealFields } from './deal-fields.js'
export {
  fieldNamed,
  isFieldName,
  type NamedField,
  publishedField,
  surveyNamed,
  surveys,
} from './names.js'
export {
  ARCHIVE,
  ARCHIVE_VARIABLE,
  type PublishedField,
  type PublishedFile,
  type Survey,
} from './published.js'
export {
  archiveFolder,
  type PulledField,
  type PulledFile,
  type PullFieldOptions,
  pathOf,
  pullField,
} from './pull-field.js'
export { openReproduction, type ReproductionSettings } from './settings-file.js'
