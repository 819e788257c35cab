/** The programs in a page of the documents. */

export interface TypescriptBlock {
  /** Unique within the page; a file name without its ending. */
  readonly name: string
  /** Where the block begins, e.g. `docs/reference/library.md:12`. */
  readonly place: string
  readonly text: string
}

/**
 * Every ```ts block of a page is one program.
 *
 * @param page its path, for messages
 */
export function typescriptBlocks(markdown: string, page: string): TypescriptBlock[] {
  return [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ index, 1: text }, i) => {
    const line = markdown.slice(0, index).split('\n').length
    return { name: `program-${i + 1}`, place: `${page}:${line}`, text }
  })
}
