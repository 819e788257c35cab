/**
 * Bytes to text, one character a byte. The standard allows ASCII alone (FITS 4.0, section 3); a byte
 * above 127 comes as the Latin-1 character, where TextDecoder would differ between browsers and Node.
 */

/** Text of bytes [start, end). */
export function asciiText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  for (let at = start; at < end; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 4096)))
  }
  return text
}
