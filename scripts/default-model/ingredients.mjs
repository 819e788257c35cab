// What the training on varied fields is made of, for ablations.mjs: each ingredient is left out
// in turn. An entry has
// - name, and without: the words of the study's table;
// - data: the files of the training set, as functions of what is there (ablations.mjs);
// - recipe: what differs in the recipe;
// - epochs: if they are not those that the caller chose for all.
const MAJORITY = { labels: { from: 'column', columns: ['class'] } }
/**
 * No band is ever hidden, in effect. The chance is not 0 because the model must accept fields of
 * three bands, which two domains have.
 */
const ALL_BANDS = { bandDropout: 1e-9 }

export const INGREDIENTS = [
  { name: 'all', without: 'nothing', data: (sets) => sets.varied(30) },
  {
    ...{ name: 'majority', without: 'shares of votes: the class of most votes' },
    data: (sets) => sets.varied(30),
    recipe: MAJORITY,
  },
  {
    ...{ name: 'together', without: 'a plane for each filter' },
    data: (sets) => sets.varied(30),
    recipe: { input: { filters: 'together' } },
  },
  {
    ...{ name: 'bands-shown', without: 'hidden bands' },
    data: (sets) => sets.varied(30),
    recipe: ALL_BANDS,
  },
  {
    ...{ name: 'typical', without: '15 of the fields: typical ones in their place' },
    data: (sets) => sets.mixed(15, 15),
  },
  {
    // They lack some filters, which could have no plane of their own.
    ...{ name: 'only-typical', without: 'all variation: 24 typical fields, with votes' },
    data: (sets) => sets.typical(),
    recipe: { input: { filters: 'together' } },
  },
  {
    ...{ name: 'positions', without: 'positions that are off' },
    data: (sets) => sets.atTruePlaces([]),
  },
  {
    ...{ name: 'registration', without: 'bands that are off each other' },
    data: (sets) => sets.notVaried(['registration']),
  },
  {
    ...{ name: 'aligned', without: 'both of these' },
    data: (sets) => sets.atTruePlaces(['registration']),
  },
  {
    ...{ name: 'optics', without: 'optics that vary' },
    data: (sets) => sets.notVaried(['optics']),
  },
  {
    ...{ name: 'forms', without: 'several forms of a class' },
    data: (sets) => sets.notVaried(['forms']),
  },
  {
    ...{ name: 'noise', without: 'depth and noise that vary' },
    data: (sets) => sets.notVaried(['noise']),
  },
  {
    ...{ name: 'flaws', without: 'flaws and a sky that is left' },
    data: (sets) => sets.notVaried(['flaws']),
  },
  // The learning curve. The last has as many steps as 30 fields with 12 epochs.
  { name: 'curve-10', without: '10 fields', data: (sets) => sets.varied(10), epochs: 12 },
  { name: 'curve-30', without: '30 fields', data: (sets) => sets.varied(30), epochs: 12 },
  { name: 'curve-10-long', without: '10 fields', data: (sets) => sets.varied(10), epochs: 36 },
]

export const isOfCurve = ({ name }) => name.startsWith('curve-')

export function ingredientNamed(name) {
  const found = INGREDIENTS.find((one) => one.name === name)
  if (found) return found
  throw new Error(`no ingredient ${name}: one of ${INGREDIENTS.map((one) => one.name).join(', ')}`)
}
