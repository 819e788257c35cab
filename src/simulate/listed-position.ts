/**
 * A coordinate as a catalogue lists it, px: positions are not known better than to a thousandth of a pixel. Sources are
 * measured there, so that photometry at the listed position gives the listed magnitude.
 */
export function thousandth(px: number): number {
  return Math.round(1000 * px) / 1000
}
