export { type ClassStyle, classStyle } from './class-style.js'
export { type ExperimentPanel, experimentFigure } from './experiment-figure.js'
export { type FieldPicture, type FieldPictureOptions, fieldPicture } from './field-picture.js'
export { type Axis, type Bin, binned, type Histogram, histogramSvg } from './histogram.js'
export { learningCurvesSvg } from './learning-curves.js'
export { PAPER_FONT, PAPER_FONT_FAMILY, paperFontBytes } from './paper-font.js'
export {
  COLUMN_WIDTH_PT,
  NEUTRAL,
  PAPER_THEME,
  POWERS_OF_TEN,
  paperFigure,
  type SeriesEncoding,
  type SeriesStyle,
  seriesEncoding,
  seriesStyle,
  superscript,
} from './paper-theme.js'
export { dataUri, jpegOf, type PictureFile, pngOf, webpOf } from './png.js'
export { NAN_COLOR, type RgbPicture, rgbPicture, type Stretch } from './rgb.js'
export { paddedWindow, stampPicture } from './stamp-picture.js'
export { asinhCurve, type SkyLevel, skyLevel } from './stretch.js'
export { drawFigure, type Figure, type FigureOptions, pngOfSvg, svgOfSpec } from './vega.js'
