import type { ByteSource } from './source.js'

/** SHA-256 (FIPS 180-4) as 64 hexadecimal digits, by the Web Crypto of Node and browsers. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** SHA-256 of the bytes `[start, end)` of any source: without holding them where the source can. */
export async function sha256Of(source: ByteSource, start: number, end: number): Promise<string> {
  return source.sha256?.(start, end) ?? sha256Hex(await source.slice(start, end))
}
