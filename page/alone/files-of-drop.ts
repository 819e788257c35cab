/** The files of a drop or of a dialogue, those in folders with the folders in their names. */
import type { DroppedFile } from './ready-files.js'

/** Folders this far below are read, as on the command line. */
const DEEPEST = 6

/** @param drop what was dropped; it must be asked while the event is handled */
export function filesOfDrop(drop: DataTransfer): Promise<DroppedFile[]> {
  const entries = [...drop.items].map((item) => item.webkitGetAsEntry())
  const plain = [...drop.files].map((file) => ({ path: file.name, content: file }))
  if (!entries.some((entry) => entry?.isDirectory)) return Promise.resolve(plain)
  return Promise.all(entries.map((entry) => (entry ? filesOfEntry(entry, '', 0) : []))).then(
    (lists) => lists.flat(),
  )
}

/** The files that were chosen in a dialogue. */
export function filesOfInput(files: FileList | null): DroppedFile[] {
  return [...(files ?? [])].map((file) => ({
    path: file.webkitRelativePath || file.name,
    content: file,
  }))
}

async function filesOfEntry(
  entry: FileSystemEntry,
  above: string,
  depth: number,
): Promise<DroppedFile[]> {
  const path = above + entry.name
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => {
      ;(entry as FileSystemFileEntry).file(resolve, reject)
    })
    return [{ path, content: file }]
  }
  if (depth > DEEPEST) return []
  const found: DroppedFile[] = []
  const inside = await entriesIn(entry as FileSystemDirectoryEntry)
  for (const one of inside) found.push(...(await filesOfEntry(one, `${path}/`, depth + 1)))
  return found
}

/** Browsers give a folder's entries in portions. */
async function entriesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const entries: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject)
    })
    if (some.length === 0) return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    entries.push(...some)
  }
}
