/**
 * The verbs in the order of the help. Loading all of them takes half a second, so the list of verbs
 * is printed from what is said here, and `main.ts` loads the one that runs.
 */
import type { Command } from 'commander'

export interface Verb {
  /** How the list of verbs writes it, with its arguments. */
  readonly term: string
  /** What it does: the description of the command that `load` gives. */
  readonly about: string
  load(): Promise<Command>
}

function verb(term: string, about: string, load: Verb['load']): Verb {
  return { term, about, load }
}

export const VERBS: Readonly<Record<string, Verb>> = {
  demo: verb(
    'demo [options]',
    'classify the small simulated field that comes with starsift',
    async () => (await import('./demo.js')).demoVerb(),
  ),
  classify: verb(
    'classify [options] <images...>',
    'give every candidate of a catalogue a class',
    async () => (await import('./classify.js')).classifyVerb(),
  ),
  explain: verb(
    'explain [options] <images...>',
    'say why rows have their classes: bands, light in the stamp, stamps of training',
    async () => (await import('./explain.js')).explainVerb(),
  ),
  detect: verb(
    'detect [options] <images...>',
    'find the sources of mosaics, and measure them: a catalogue of candidates',
    async () => (await import('./detect.js')).detectVerb(),
  ),
  measure: verb(
    'measure [options] <images...>',
    'add photometry to a catalogue: magnitudes, errors, CI, MCI, flags',
    async () => (await import('./measure.js')).measureVerb(),
  ),
  completeness: verb(
    'completeness [options] <images...>',
    'paint artificial clusters and stars into mosaics; tell which are found and kept',
    async () => (await import('./completeness.js')).completenessVerb(),
  ),
  label: verb(
    'label [options] [images...]',
    'label candidates by hand, on a page in the browser',
    async () => (await import('./label.js')).labelVerb(),
  ),
  page: verb(
    'page [options]',
    'classify files that are dropped into a page in the browser',
    async () => (await import('./page.js')).pageVerb(),
  ),
  cutouts: verb(
    'cutouts [options] [images...]',
    'cut stamps of the candidates of one or more fields into a FITS file',
    async () => (await import('./cutouts.js')).cutoutsVerb(),
  ),
  train: verb(
    'train [options] <datasets...>',
    'train a network, or an ensemble, on data sets of classified stamps',
    async () => (await import('./train.js')).trainVerb(),
  ),
  adapt: verb(
    'adapt [options] <images...>',
    'fit a model to a field of which nobody has classified an object',
    async () => (await import('./adapt.js')).adaptVerb(),
  ),
  experiment: verb(
    'experiment [options] <plan>',
    'train the grid of networks of a plan, and compare them on fields that none has seen',
    async () => (await import('./experiment.js')).experimentVerb(),
  ),
  evaluate: verb(
    'evaluate [options] [predictions...]',
    'compare predicted classes with classes by people, for each field',
    async () => (await import('./evaluate.js')).evaluateVerb(),
  ),
  science: verb(
    'science [options] <catalogs...>',
    'compare luminosity, mass and age functions and colours of clusters that were ' +
      'chosen by different classes: does the choice matter?',
    async () => (await import('./science.js')).scienceVerb(),
  ),
  simulate: verb(
    'simulate [options]',
    'make Hubble fields whose classes are known: mosaics and catalogues',
    async () => (await import('./simulate.js')).simulateVerb(),
  ),
  convert: verb(
    'convert [options] <in> <out>',
    'write an image or a table in another format, or packed',
    async () => (await import('./convert.js')).convertVerb(),
  ),
  pull: verb(
    'pull [options] [what] [names...]',
    'bring published mosaics, catalogues and weights onto this machine, by name',
    async () => (await import('./pull.js')).pullVerb(),
  ),
  reproduce: verb(
    'reproduce [options] <survey>',
    'train networks on published classes of people with galaxies left out, and say ' +
      'how good they are there',
    async () => (await import('./reproduce.js')).reproduceVerb(),
  ),
  plan: verb('plan', 'cut the work of a verb into pieces that many machines can do', async () =>
    (await import('./plan.js')).planVerb(),
  ),
  work: verb(
    'work [options] [job]',
    'do pieces of a job: one, those of a task of an array, or all that nobody has',
    async () => (await import('./work.js')).workVerb(),
  ),
  submit: verb(
    'submit [options] <job>',
    'give the pieces of a job that are not done to an engine',
    async () => (await import('./submit.js')).submitVerb(),
  ),
  status: verb(
    'status [options] <job>',
    'how far a job is: pieces that are done, running or failed',
    async () => (await import('./status.js')).statusVerb(),
  ),
  merge: verb(
    'merge [options] <job>',
    'make the result of a job from its pieces, as one process would',
    async () => (await import('./merge.js')).mergeVerb(),
  ),
  cancel: verb(
    'cancel <job>',
    'stop a job: no further piece is begun; what is done is kept',
    async () => (await import('./cancel.js')).cancelVerb(),
  ),
  models: verb('models', 'make model files from weights, and print what is in them', async () =>
    (await import('./models.js')).modelsVerb(),
  ),
  doctor: verb(
    'doctor [options] [file]',
    'print versions, memory, and which devices can run a network; or what a file is',
    async () => (await import('./doctor.js')).doctorVerb(),
  ),
}
