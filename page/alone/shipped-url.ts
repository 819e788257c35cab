/** Where the files lie that came with the page. */
const here = import.meta.url

/**
 * @param path from the folder of the page; scripts lie in a folder below it
 */
export function shippedUrl(path: string): string {
  return new URL(`../${path}`, here).href
}

/**
 * A file that came with the page.
 *
 * @throws Error if the server does not send it
 */
export async function fetchShipped(path: string): Promise<Response> {
  const response = await fetch(shippedUrl(path)).catch(() => undefined)
  if (response?.ok) return response
  const status = response ? `answered ${response.status} ${response.statusText}` : 'did not answer'
  throw new Error(
    `${path}, a file of this page, cannot be loaded: the server ${status}; ` +
      'load the page again, or copy its whole folder to the server again',
  )
}
