/** What surveys publish, as this program knows it: fields, their files, and where these are. */

/** What a file holds, by which its content is checked when it arrives. */
export type Holding = 'packed mosaics' | 'a mosaic' | 'a catalogue' | 'packed catalogues'

export interface PublishedFile {
  /** Its name in the archive and on this machine. */
  readonly name: string
  /** Its place below {@link ARCHIVE}. */
  readonly path: string
  readonly holds: Holding
}

/** One field: the mosaics of a few bands on one grid, and the catalogue of its candidates. */
export interface PublishedField {
  /** As the survey writes it, e.g. `ngc628-c`. */
  readonly name: string
  /** From blue to red. Only for people: the bands of a mosaic are told by its header. */
  readonly filters: readonly string[]
  /** The mosaics, or the archive that holds them. */
  readonly images: readonly PublishedFile[]
  readonly catalog: PublishedFile
  /** Candidates with a class by people, 1 to 4; absent where it was not counted. */
  readonly nLabelled?: number
}

export interface Survey {
  /** The word before the colon in `legus:ngc1566`. */
  readonly name: string
  readonly title: string
  /** Page for people, with the same files. */
  readonly page: string
  /** What to cite. */
  readonly cite: string
  readonly fields: readonly PublishedField[]
  /** What the name of the candidates ends in, in an archive of several catalogues. */
  readonly candidates?: RegExp
}

/** The address of the high-level science products of MAST. */
export const ARCHIVE = 'https://archive.stsci.edu/hlsps/'

/** The environment variable with another address, of a mirror with the same paths. */
export const ARCHIVE_VARIABLE = 'STARSIFT_ARCHIVE_URL'
