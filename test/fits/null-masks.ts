/** What test/reference/null_masks.py writes. */
const CODECS = ['RICE_1', 'GZIP_1', 'GZIP_2', 'PLIO_1', 'HCOMPRESS_1']
export const MASKED = ['f32', 'i16'].flatMap((type) =>
  CODECS.map((codec) => `mask_${type}_${codec}.fits`),
)

/** The pixels of such a file, 32 x 32; NaN where the mask names them. */
export function maskedPixels(name: string): number[] {
  const noise = (i: number) => (name.includes('f32') ? ((7919 * i) % 101) / 25 : 0)
  const isNull = (i: number) => i % 37 === 3 || Math.floor(i / 32) === 10
  return Array.from({ length: 1024 }, (_, i) => (isNull(i) ? Number.NaN : i + noise(i)))
}

/** How far rounded floats may be from what they were. */
export function toleranceOf(name: string): number {
  return name.includes('f32') ? 0.5 : 0
}
