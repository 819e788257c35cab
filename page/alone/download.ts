/** Hands bytes to the browser, which puts them where it puts downloads. */
export function download(content: Uint8Array | string, name: string): void {
  const url = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer> | string]))
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  // The browser has taken it up by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
