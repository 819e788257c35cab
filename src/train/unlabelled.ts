/**
 * Stamps that nobody has classified, to which a network is adapted while it is trained (`adapt` of
 * the recipe): read from data set files, whatever labels these have. One in five is held out: how
 * sure and how steady the network is on these is measured afterwards.
 */
import { checkLayout } from '../cutouts/index.js'
import { type Dataset, readDatasets } from '../datasets/index.js'
import { InputError } from '../errors.js'
import { withFile } from '../files/index.js'
import { Notes } from '../notes.js'
import { Random } from '../random.js'
import { numbersOf, readFitsTable } from '../tables/index.js'
import type { Recipe } from './recipe.js'

export interface Unlabelled {
  readonly dataset: Dataset
  /** Rows whose features are aligned with those of the training set. */
  readonly training: Uint32Array
  /** Rows on which the network is measured. */
  readonly heldOut: Uint32Array
  readonly notes: Notes
}

/** Fewer say too little: a fifth of them is held out, and a share of 20 has an error of 0.1. */
export const FEWEST_UNLABELLED = 100
/** One stamp in so many is held out. */
const HELD_OUT = 5
/** More tell little: a share of 400 has an error of 0.025. */
const MOST_HELD_OUT = 400

/**
 * Reads the stamps.
 *
 * @param like the training set, whose bands, size and pixel scale they must have
 * @param seed draws which are held out
 * @throws InputError if they do not fit, or are fewer than 100, or than a batch
 */
export async function readUnlabelled(
  files: readonly string[],
  like: Dataset,
  recipe: Pick<Recipe, 'input' | 'labels' | 'batch'>,
  seed: number,
): Promise<Unlabelled> {
  const { cropPx, filters } = recipe.input
  const dataset = await readDatasets(files, {
    ...{ labels: recipe.labels, cropPx: cropPx ?? undefined, filters },
    given: {
      folder: 'all stamps',
      of: ({ id }) => ({ classes: new Uint8Array(id.length).fill(1) }),
    },
  })
  const where = files.join(', ')
  checkLayout(like.layout, dataset.layout, where, like.units[0].file)
  const order = new Random(seed).shuffled(Array.from(dataset.classes, (_, row) => row))
  const nHeldOut = Math.min(Math.round(order.length / HELD_OUT), MOST_HELD_OUT)
  const [heldOut, training] = [order.slice(0, nHeldOut), order.slice(nHeldOut)].map((rows) =>
    Uint32Array.from(rows).sort(),
  )
  refuseFew(order.length, training.length, recipe.batch, where)
  const notes = new Notes()
  notes.say(`adapted without labels to ${training.length} stamps of ${where}, not verified there`)
  for (const file of files) if (await hasClasses(file)) notes.say(`${file}: its labels are ignored`)
  const { nBlank } = dataset
  if (nBlank > 0) {
    notes.doubt(`${where}: ${nBlank} stamps left out: no pixels in at least one band`)
  }
  return { dataset, training, heldOut, notes }
}

function refuseFew(n: number, nTraining: number, batch: number, where: string): void {
  if (n >= FEWEST_UNLABELLED && nTraining >= batch) return
  const isFew = n < FEWEST_UNLABELLED
  throw new InputError({
    what: 'too few stamps to adapt a network to',
    where,
    expected: isFew ? `at least ${FEWEST_UNLABELLED}` : `at least a batch of ${batch}`,
    got: isFew ? `${n}` : `${nTraining}, without those that are held out`,
    remedy: isFew ? 'cut the stamps of more candidates' : 'cut more stamps, or set a smaller batch',
  })
}

async function hasClasses(file: string): Promise<boolean> {
  const table = await withFile(file, (source) => readFitsTable(source, 'CATALOG'))
  return table.has('class') && numbersOf(table.column('class'), file).some((value) => value > 0)
}
