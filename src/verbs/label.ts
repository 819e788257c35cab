/** People label the candidates of a catalogue on a page that this program serves. */
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { type Order, planQuestions } from '../asking/index.js'
import { fileNameOf } from '../bytes/index.js'
import { areTheFour, type ClassList } from '../catalog/index.js'
import { classifyCandidates, opinionsOf } from '../classify/index.js'
import { CommandError } from '../errors.js'
import { shownExplanation } from '../explanation/index.js'
import { userCacheFolder } from '../files/index.js'
import { listenerOf, type NoteOptions, type OnNote } from '../notes.js'
import { packageFile } from '../package-files.js'
import {
  EventLog,
  type LabelServer,
  overviewFiles,
  Questions,
  randomPassphrase,
  serveLabels,
  Tasks,
} from '../server/index.js'
import { machineOpinion, type OpenedFieldView, openFieldView } from '../viewing/index.js'
import { classesSaid, type LabelEvent, labelledRows } from '../votes/index.js'
import { demoExamples } from './demo-examples.js'
import { contentHash, openSources, type SourceOptions, type Sources } from './label-sources.js'
import { defaultLabels } from './labels-in.js'
import { type MosaicWords, openField } from './open-field.js'
import { type DownloadHooks, filesOfField } from './published.js'

export interface LabelOptions extends NoteOptions, DownloadHooks, SourceOptions, MosaicWords {
  /** FITS mosaics of one field, one per band, or folders or archives; or e.g. `legus:ngc1566`. */
  readonly images: readonly string[]
  /** Candidates: .csv .ecsv .fits .tab .txt .cat */
  readonly catalog?: string
  /** Folder of the labels, one file a person; default: the name of the catalogue and `-labels`. */
  readonly labels?: string
  /** What is asked first; default: `active` where a model is at hand, else `random`. */
  readonly order?: Order
  /** Share of the rows that is set apart as a fair test set, 0 to 0.9; default 0. */
  readonly testShare?: number
  /** Share of what a person has labelled that is asked a second time, 0 to 1; default 0. */
  readonly secondShare?: number
  /** Default: 8642, or another where that is taken. */
  readonly port?: number
  /** For the scale bar in parsecs. */
  readonly distanceMpc?: number
  /** Your name; default: the one that this machine knows you by. */
  readonly person?: string
  /** Listens on this address for a team, e.g. `0.0.0.0`; default: this machine alone. */
  readonly share?: string
  /** What lets the team in, with `share`; default: a random one. */
  readonly passphrase?: string
  /** Gets errors that nobody has foreseen; default: they are lost. */
  onBug?(error: unknown): void
}

/** A page that is being served. */
export interface Labelling extends LabelServer {
  /** Folder of the labels. */
  readonly labels: string
  /** What lets the team in; undefined where nobody else may come. */
  readonly passphrase?: string
  /** Number of events that the folder had at the start. */
  readonly nEvents: number
  /** Resolves when nothing is at work in the background any more. */
  readonly prepared: Promise<void>
}

/** A shorter one could be guessed. */
const FEWEST_LETTERS = 12

/**
 * Serves the page until it is closed.
 *
 * @throws InputError if anything cannot be read, or the labels not be written
 * @example
 * const { address, close } = await label({ images: ['ngc1566/'], catalog: 'ngc1566.tab' })
 */
export async function label(options: LabelOptions): Promise<Labelling> {
  const onNote = listenerOf(options)
  const passphrase = passphraseOf(options)
  const { images, catalog } = await filesOfField(options.images, options.catalog, options)
  const labels = resolve(options.labels ?? defaultLabels(catalog))
  const field = await openField(images, options, [catalog])
  try {
    const sources = await openSources(field, catalog, options, onNote)
    return await served(sources, { options, onNote, labels, passphrase })
  } catch (error) {
    await field.close()
    throw error
  }
}

interface Serving {
  readonly options: LabelOptions
  readonly onNote: OnNote
  /** Folder of the labels. */
  readonly labels: string
  readonly passphrase: string | undefined
}

async function served(sources: Sources, serving: Serving): Promise<Labelling> {
  const { options, onNote, labels, passphrase } = serving
  const { onBug = () => {} } = options
  const tasks = new Tasks(onBug)
  const { view, overview } = await viewOf(sources, { options, tasks, onNote })
  const order = options.order ?? (sources.model ? 'active' : 'random')
  const plan = await planner(view, order, options)
  const questions = new Questions(await view.rows(), plan())
  const log = await EventLog.open(labels, {
    ...{ classes: classesSaid(sources.classes), onNote },
    onEvent: (event) => questions.add(event),
  })
  const server = await serveLabels({
    desk: { view, log, questions, tasks, ...helpOf(sources, view) },
    ...{ page: packageFile('dist/page'), onBug },
    ...{ port: options.port, person: options.person ?? ownName() },
    ...(passphrase && { share: { address: options.share!, passphrase } }),
  })
  const onOpinions = (opinions: Opinions) => {
    questions.plan = plan(opinions)
  }
  const machine = prepare({ ...sources, order, view, tasks, onOpinions })
  const prepared = Promise.all([overview, machine]).then(() => {})
  const close = async () => {
    tasks.end()
    await server.close()
    await sources.field.close()
  }
  const events = await log.events()
  await sayChanges(view, events, sources.classes, onNote)
  return { ...server, close, labels, passphrase, nEvents: events.length, prepared }
}

/** Whether the catalogue is another than the one of the labels, and labels whose source is gone. */
async function sayChanges(
  view: OpenedFieldView,
  events: readonly LabelEvent[],
  classes: ClassList,
  onNote: OnNote,
): Promise<void> {
  const { sha256 } = (await view.describe()).catalogue
  labelledRows(events, { ...(await view.rows()), sha256 }, classes).notes.tell(onNote)
}

type Opinions = Awaited<ReturnType<typeof opinionsOf>>

/** Plans what is asked: before the model has looked, and after. */
async function planner(
  view: OpenedFieldView,
  order: Order,
  { testShare, secondShare }: LabelOptions,
) {
  const { ids, x, y } = await view.rows()
  const hasStamp = (row: number) => Number.isFinite(x[row]) && Number.isFinite(y[row])
  return (opinions?: Opinions) =>
    planQuestions({ ids, order, opinions, testShare, secondShare, hasStamp })
}

function passphraseOf({ share, passphrase }: LabelOptions): string | undefined {
  if (share === undefined && passphrase === undefined) return undefined
  if (share === undefined) {
    throw new CommandError({ what: 'a passphrase without --share', remedy: 'add --share' })
  }
  if (passphrase === undefined) return randomPassphrase()
  if (passphrase.length >= FEWEST_LETTERS) return passphrase
  const expected = `at least ${FEWEST_LETTERS} letters`
  throw new CommandError({ what: 'the passphrase is too short', expected })
}

/** The name of who runs this; in a container a user's number may have none. */
function ownName(): string {
  try {
    return userInfo().username
  } catch {
    return 'me'
  }
}

async function viewOf(
  { field, catalog, candidates, classes, model, window }: Sources,
  { options, tasks, onNote }: { options: LabelOptions; tasks: Tasks; onNote: OnNote },
) {
  const [first] = options.images
  let say: (share: number) => void = () => {}
  const view = openFieldView({
    ...{ field, candidates, classes, window },
    title: fileNameOf(options.images.length === 1 ? first : catalog).replace(/\.\w+$/, ''),
    catalogue: { file: fileNameOf(catalog), sha256: await contentHash(catalog) },
    model: model && {
      file: fileNameOf(model.name),
      sha256: await contentHash(model.files[0]),
    },
    distanceMpc: options.distanceMpc,
    overviews: overviewFiles(join(userCacheFolder(), 'overviews'), field.mosaics, onNote),
    onOverview: (share) => say(share),
  })
  const overview = tasks.run(
    'overview',
    'the far views of the mosaics are made',
    async (onShare) => {
      say = onShare
      await view.prepare()
    },
  )
  return { view, overview }
}

/**
 * The catalogue, its classes, examples, for the simulator knows the four of this field, and
 * explanations, where there is a model.
 */
function helpOf({ classes, candidates, field, model }: Sources, view: OpenedFieldView) {
  const simulated = async () => demoExamples(await view.describe())
  return {
    ...{ classes, table: candidates.table, ...(areTheFour(classes) && { simulated }) },
    ...(model && {
      explain: (row: number) => shownExplanation({ field, candidates, model }, row),
    }),
  }
}

interface Preparation extends Sources {
  readonly order: Order
  readonly view: OpenedFieldView
  readonly tasks: Tasks
  onOpinions(opinions: Opinions): void
}

/** A column of this name is in no catalogue: the opinion is shown, and not written. */
const PREFIX = 'starsift_label'
/** Of the work of the machine: each source is seen once, and then twice more for the order. */
const FIRST_SHARE = 1 / 3

async function prepare(of: Preparation): Promise<void> {
  const { field, candidates, model, problem, isAsked, order, view, tasks, onOpinions } = of
  if (problem) {
    await tasks.run('machine', 'the model does not fit', () => Promise.reject(problem))
  }
  if (!model || !(isAsked || order === 'active')) return
  await tasks.run('machine', 'the model looks at every source', async (onShare) => {
    const input = { field, candidates, model }
    if (isAsked) {
      const onProgress = (n: number, nAll: number) => onShare((FIRST_SHARE * n) / nAll)
      const { scores } = await classifyCandidates(input, { prefix: PREFIX, onProgress })
      const values = model.card.classes.map(({ value }) => value)
      view.setMachine(machineOpinion(scores, values))
    }
    if (order !== 'active') return
    const rest = (n: number, nAll: number) => onShare(FIRST_SHARE + ((1 - FIRST_SHARE) * n) / nAll)
    onOpinions(await opinionsOf(input, { onProgress: rest }))
  })
}
