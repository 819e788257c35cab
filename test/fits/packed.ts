/** What test/reference/tile_compressed.py packs without loss, with the bits of a pixel. */
export const PACKED: Record<string, { bitpix: number; isSigned: boolean }> = {
  'rice_u8.fits': { bitpix: 8, isSigned: false },
  'rice_i16.fits': { bitpix: 16, isSigned: true },
  'rice_i32.fits': { bitpix: 32, isSigned: true },
  'gzip_i16.fits': { bitpix: 16, isSigned: true },
  'gzip2_f32.fits': { bitpix: -32, isSigned: true },
  'plio_i16.fits': { bitpix: 16, isSigned: false },
  'hcompress_i16.fits': { bitpix: 16, isSigned: true },
}

/** The pixels that a file of {@link PACKED} holds, 30 x 20. */
export function packedPixels(name: string): number[] {
  const less = PACKED[name].isSigned ? 100 : 0
  return Array.from({ length: 600 }, (_, i) => ((37 * i) % 251) - less)
}
