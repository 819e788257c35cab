/**
 * Names in zip archives (APPNOTE 4.4.17 and appendix D). They are UTF-8 where bit 11 of the flags
 * says so. Older programs write the letters of code page 437, and some UTF-8 without saying it.
 */

/** The bit of the flags. */
export const UTF8_NAMES = 1 << 11

/** The letters 128 to 255 of code page 437. */
const UPPER_HALF =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

/** Programs for Windows may write `\` between the names of a path; 4.4.17.1 asks for `/`. */
export function zipName(bytes: Uint8Array, isUtf8: boolean): string {
  return decoded(bytes, isUtf8).replaceAll('\\', '/')
}

function decoded(bytes: Uint8Array, isUtf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: !isUtf8 }).decode(bytes)
  } catch {
    return Array.from(bytes, (byte) =>
      byte < 128 ? String.fromCharCode(byte) : UPPER_HALF[byte - 128],
    ).join('')
  }
}
