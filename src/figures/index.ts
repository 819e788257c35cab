export {
  type AccuracySeries,
  accuracyFigure,
  classRecallsFigure,
  completenessPurityFigure,
  MOST_SERIES,
  manyRecallsFigure,
  reliabilityFigure,
} from './accuracy.js'
export {
  type CompletenessFigure,
  completenessFigures,
  correctedFigures,
} from './completeness-figures.js'
export { confusionFigure, experimentFigure } from './confusion.js'
export { drawFigure, type Figure, pngOfSvg, svgOfSpec } from './draw.js'
export type { FigureSpec } from './figure-spec.js'
export { type Histogram, histogramSvg } from './histogram.js'
export { learningCurvesSvg } from './learning-curves.js'
export {
  COLUMN_WIDTH_PT,
  PAPER_THEME,
  POWERS_OF_TEN,
  paperFigure,
  seriesEncoding,
  seriesStyle,
} from './paper.js'
export { PAPER_FONT, paperFontBytes } from './paper-font.js'
export {
  dataUri,
  type FieldPicture,
  fieldPicture,
  jpegOf,
  lossyWebpOf,
  pngOf,
  stampPicture,
  webpOf,
} from './pictures.js'
export { type ScienceFigure, scienceFigures } from './science-figures.js'
