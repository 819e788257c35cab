export {
  type AccuracySeries,
  accuracyFigure,
  classRecallsFigure,
  completenessPurityFigure,
  reliabilityFigure,
} from './accuracy.js'
export { confusionFigure, type ExperimentPanel, experimentFigure } from './confusion.js'
export { drawFigure, type Figure, type FigureOptions, pngOfSvg, svgOfSpec } from './draw.js'
export { type Axis, type Bin, binned, type Histogram, histogramSvg } from './histogram.js'
export { learningCurvesSvg } from './learning-curves.js'
export {
  type ClassStyle,
  COLUMN_WIDTH_PT,
  classStyle,
  NEUTRAL,
  PAPER_THEME,
  POWERS_OF_TEN,
  paperFigure,
  type SeriesEncoding,
  type SeriesStyle,
  seriesEncoding,
  seriesStyle,
  superscript,
} from './paper.js'
export { PAPER_FONT, PAPER_FONT_FAMILY, paperFontBytes } from './paper-font.js'
export {
  dataUri,
  type FieldPicture,
  type FieldPictureOptions,
  fieldPicture,
  jpegOf,
  type PictureFile,
  paddedWindow,
  pngOf,
  stampPicture,
  webpOf,
} from './pictures.js'
export {
  asinhCurve,
  NAN_COLOR,
  type RgbPicture,
  rgbPicture,
  type SkyLevel,
  type Stretch,
  skyLevel,
} from './rgb.js'
export { type ScienceFigure, scienceFigures } from './science-figures.js'
export { drawLearningCurves, drawMatrices } from './training.js'
