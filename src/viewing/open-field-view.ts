/** A field of open mosaics and a catalogue, as the page looks at it. */
import { fileNameOf } from '../bytes/index.js'
import type { CandidateSet, ClassList } from '../catalog/index.js'
import {
  type FitsMosaicSet,
  type Mosaic,
  paddedWindow,
  stampWindow,
  type WindowRule,
} from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { classesSaid } from '../votes/index.js'
import { classChoices } from './class-choices.js'
import { fieldRows, type MachineOpinion, rowCells } from './field-rows.js'
import type {
  FieldDescription,
  FieldRows,
  FieldView,
  RowCell,
  SourceStamp,
  StarProfile,
} from './field-view.js'
import type { OverviewStore } from './overview.js'
import { type SkyLevel, skyLevel } from './rgb.js'
import { skyGridOf } from './sky-grid.js'
import { starProfile } from './stars.js'
import { MosaicTiles } from './tiles.js'

export interface FieldToView
  extends Pick<FieldDescription, 'title' | 'catalogue'>,
    Partial<Pick<FieldDescription, 'distanceMpc' | 'model'>> {
  readonly field: FitsMosaicSet
  readonly candidates: CandidateSet
  readonly classes: ClassList
  /** What the model sees of a source; default: 32 px about its centre. */
  readonly window?: { readonly rule: WindowRule; readonly sizePx: number }
  /** Keeps overviews; default: they are made anew. */
  readonly overviews?: OverviewStore
  /** How far the overviews are, 0 to 1. */
  readonly onOverview?: (share: number) => void
}

/** A field that is open. The caller closes its mosaics. */
export interface OpenedFieldView extends FieldView {
  /** Makes the overviews now, so that no one waits for them. */
  prepare(): Promise<void>
  /** Takes the machine's opinion in, in place of what the catalogue has. */
  setMachine(machine: MachineOpinion): void
}

const DEFAULT_WINDOW = { rule: 'centred', sizePx: 32 } as const
/** Largest window of a source, px. */
const MOST_STAMP_PX = 512

/**
 * @example
 * const about = { title: 'ngc1566', catalogue: { file: 'ngc1566.tab', sha256 } }
 * const view = openFieldView({ field, candidates, classes: FOUR_CLASSES, ...about })
 * const { bands } = await view.stamp(0, 48)
 */
export function openFieldView(input: FieldToView): OpenedFieldView {
  return new MosaicView(input)
}

class MosaicView implements OpenedFieldView {
  private readonly tiles: MosaicTiles
  private description: Promise<FieldDescription> | undefined
  private found: FieldRows | undefined
  private profile: Promise<StarProfile | null> | undefined

  constructor(private readonly input: FieldToView) {
    const { field, overviews, onOverview } = input
    this.tiles = new MosaicTiles(field.mosaics, overviews, onOverview)
  }

  describe(): Promise<FieldDescription> {
    this.description ??= describeField(this.input).catch((error) => {
      this.description = undefined
      throw error
    })
    return this.description
  }

  async rows(): Promise<FieldRows> {
    this.found ??= fieldRows(this.input)
    return this.found
  }

  setMachine(machine: MachineOpinion): void {
    this.found = { ...(this.found ?? fieldRows(this.input)), machine }
  }

  async stamp(row: number, sizePx: number): Promise<SourceStamp> {
    const { candidates, field, window = DEFAULT_WINDOW } = this.input
    const { x, y, fitsX, fitsY } = candidates
    refuseRow(row, candidates)
    if (!(Number.isInteger(sizePx) && sizePx >= 1 && sizePx <= MOST_STAMP_PX)) {
      const expected = `1 to ${MOST_STAMP_PX} px`
      throw new InputError({ what: 'the side of a stamp', expected, got: `${sizePx}` })
    }
    if (!Number.isFinite(x[row]) || !Number.isFinite(y[row])) {
      const nowhere = new Float32Array(sizePx * sizePx).fill(Number.NaN)
      return { sizePx, x0: 0, y0: 0, bands: field.mosaics.map(() => nowhere) }
    }
    const position = { x: x[row], y: y[row], fitsX: fitsX[row], fitsY: fitsY[row] }
    const { x0, y0 } = stampWindow(window.rule, position, sizePx)
    const bands = await Promise.all(
      field.mosaics.map((mosaic) => paddedWindow(mosaic, x0, y0, sizePx)),
    )
    return { sizePx, x0, y0, bands }
  }

  tile(band: number, level: number, column: number, row: number): Promise<Float32Array> {
    return this.tiles.tile(band, level, column, row)
  }

  async cells(row: number): Promise<RowCell[]> {
    refuseRow(row, this.input.candidates)
    return rowCells(this.input.candidates.table, row)
  }

  stars(): Promise<StarProfile | null> {
    this.profile ??= this.findStars().catch((error) => {
      this.profile = undefined
      throw error
    })
    return this.profile
  }

  async prepare(): Promise<void> {
    await this.tiles.prepare((await this.describe()).rgb)
  }

  private async findStars(): Promise<StarProfile | null> {
    const { bands, rgb } = await this.describe()
    return starProfile(this.input.field.mosaics, rgb[1], bands[rgb[1]])
  }
}

function refuseRow(row: number, { id }: CandidateSet): void {
  if (Number.isInteger(row) && row >= 0 && row < id.length) return
  throw new InputError({ what: 'no such row', expected: `0 to ${id.length - 1}`, got: `${row}` })
}

async function describeField(input: FieldToView): Promise<FieldDescription> {
  const { field, candidates, classes, window = DEFAULT_WINDOW, title, catalogue } = input
  const levels: SkyLevel[] = []
  for (const mosaic of field.mosaics) levels.push(await skyOfMosaic(mosaic))
  const n = field.mosaics.length
  const sky = field.wcs && skyGridOf(field.wcs, field.width, field.height)
  return {
    ...{ title, width: field.width, height: field.height },
    pixelScaleArcsec: field.pixelScaleArcsec ?? null,
    ...(sky && { sky }),
    distanceMpc: input.distanceMpc ?? null,
    bands: field.mosaics.map(({ band, file }, i) => ({
      ...{ filter: band, file: fileNameOf(file), ...levels[i] },
    })),
    rgb: [n - 1, Math.floor(n / 2), 0],
    classes: classChoices(classes),
    classesSaid: classesSaid(classes),
    sizePx: window.sizePx,
    nRows: candidates.table.nRows,
    catalogue,
    model: input.model ?? null,
  }
}

/** So many pixels of a mosaic are looked at for its sky. */
const SKY_PIXELS = 400_000

/** Sky and noise from whole rows at equal distances, which are read quickly from any file. */
async function skyOfMosaic(mosaic: Mosaic): Promise<SkyLevel> {
  const { width, height } = mosaic
  const n = Math.min(height, Math.max(16, Math.ceil(SKY_PIXELS / width)))
  const sample = new Float32Array(n * width)
  for (let i = 0; i < n; i++) {
    const y = Math.floor(((i + 0.5) * height) / n)
    sample.set(await mosaic.readWindow(0, y, width, y + 1), i * width)
  }
  return skyLevel(sample)
}
