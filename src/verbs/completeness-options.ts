/** What a user says of a measurement of completeness, with its files. */
import type { CompletenessWords } from '../completeness/index.js'
import type { Precision } from '../models/index.js'
import type { NoteOptions } from '../notes.js'
import type { DetectWords } from './detect.js'
import type { MosaicWords } from './open-field.js'
import type { DownloadHooks } from './published.js'

/** How a field is searched and what is injected; it decides every byte of the result. */
export interface InjectionWords
  extends Omit<CompletenessWords, 'weights' | 'onPixels' | 'onProgress' | 'near'>,
    Pick<DetectWords, 'weights'>,
    Pick<MosaicWords, 'unit' | 'band'> {
  /** A model file, the folder of a training run, `shipped` or `typical`; default `shipped`. */
  readonly model?: string
  readonly precision?: Precision
  /** Injections lie near the rows of this catalogue, in place of the sources that are found. */
  readonly catalog?: string
  /** What the catalogue calls the centre of the first pixel, if its layout does not say. */
  readonly origin?: 0 | 1
  /** The purity of a sample for which a probability is recommended; default 0.9. */
  readonly purity?: number
}

export interface CompletenessOptions extends NoteOptions, DownloadHooks, InjectionWords {
  /** FITS mosaics of one field, one per band, folders or archives; or e.g. `legus:ngc1566`. */
  readonly images: readonly string[]
  /** Folder of the page, the tables and the figures. */
  readonly out: string
  /** Threads of the networks; default: as many as the process may use. */
  readonly nThreads?: number
  /** Called with the rounds that are done, and their number. */
  onProgress?(nDone: number, nTotal: number): void
}

/** What decides the result, of all options. */
export function injectionWords({
  images: _,
  out: __,
  nThreads: ___,
  onNote: ____,
  strict: _____,
  onProgress: ______,
  onDownload: _______,
  ...words
}: Partial<CompletenessOptions>): InjectionWords {
  return words
}
