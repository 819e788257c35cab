/** Numbers of 32 bits as a body. */
import type { Context } from 'hono'

/** Node runs on little-endian machines alone: the bytes go out as they stand. */
export function floats(
  c: Context,
  values: Float32Array,
  headers: Record<string, string> = {},
): Response {
  const bytes = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength)
  return c.body(bytes, 200, { 'Content-Type': 'application/octet-stream', ...headers })
}
