/** The path of an unpacked copy of a gzip file. */
export async function gunzipCached(_path: string): Promise<string> {
  throw new Error('internal: not written yet')
}
