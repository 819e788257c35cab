/** Cards that are not their graph's, contradict themselves, or are no cards; and changed cards. */
import { describe, expect, test } from 'vitest'
import { memorySource, sha256Hex } from '../../src/bytes/index.js'
import { untrainedModel } from '../../src/models/conversion.js'
import { type ModelCard, noveltyThresholds, openModel, readModel } from '../../src/models/index.js'
import { encodeModel, Graph, readOnnxOutline } from '../../src/nn/index.js'
import { encodeGraph } from '../../src/nn/onnx-write.js'
import { Random } from '../../src/random.js'
import { PRODUCER } from '../nn/run.js'
import { problemOf } from '../weights/weights-files.js'
import { tiny } from './tiny-model.js'

const model = await untrainedModel(tiny, new Random(1))
const source = (bytes: Uint8Array) => memorySource(bytes, 'm.onnx')
const { card } = await readModel(source(model))
const { graph, metadata } = await readOnnxOutline(source(model))
const graphBytes = model.slice(graph.start, graph.end)

const textHash = (text: string) => sha256Hex(new TextEncoder().encode(text))

/** The model with another card: of an older file without a checksum, or with that of the card. */
async function withCard(changed: object | string, isSealed = false): Promise<Uint8Array> {
  const text = typeof changed === 'string' ? changed : JSON.stringify({ ...card, ...changed })
  const seal: Record<string, string> = isSealed
    ? { 'starsift.cardSha256': await textHash(text) }
    : {}
  return encodeModel(graphBytes, { 'starsift.card': text, ...seal }, PRODUCER)
}

async function refusal(changed: object | string, isSealed = false): Promise<string> {
  const bytes = await withCard(changed, isSealed)
  return (await problemOf(openModel(source(bytes)))).message
}

const { bands, classes, normalisation } = card
const means = (normalisation as { means: number[] }).means
const fewer = { bands: bands.slice(1), normalisation: { kind: 'subtract', means: means.slice(1) } }
const twice = [...bands.slice(0, 4), { name: 'F555W', accepts: ['F555W'] }]

const NOT_OF_GRAPH: [string, object, RegExp][] = [
  [
    'a class left out',
    { classes: classes.slice(0, 3) },
    /number of classes: expected 4 as in the graph, got 3 in the card/,
  ],
  [
    'a class more',
    { classes: [...classes, { value: 5, name: 'x' }] },
    /number of classes: expected 4 .* got 5/,
  ],
  ['a band left out', fewer, /number of bands: expected 5 as in the graph, got 4 in the card/],
  ['another size', { sizePx: 64 }, /side of the stamps, px: expected 2 as in the graph, got 64/],
  [
    'novelty of a graph without',
    { novelty: { threshold: 1, quantile: 0.9 } },
    /its outputs: expected logits as in the graph, got novelty in the card/,
  ],
]

const OF_ITSELF: [string, object, RegExp][] = [
  ['a band twice', { bands: twice }, /bands.4.accepts: F555W is taken by a band before/],
  [
    'a filter of two bands',
    { bands: [...bands.slice(0, 4), { name: 'x', accepts: ['f555w'] }] },
    /f555w is taken/,
  ],
  [
    'two bands of a name',
    { bands: [...bands.slice(0, 4), { name: 'F275W', accepts: ['F814W'] }] },
    /F275W is there twice/,
  ],
  [
    'a band that accepts nothing',
    { bands: [...bands.slice(0, 4), { name: 'F814W', accepts: [] }] },
    /bands.4.accepts/,
  ],
  [
    'a negative class',
    { classes: [{ value: -1, name: 'x' }, ...classes.slice(1)] },
    /classes.0.value/,
  ],
  ['class 0', { classes: [{ value: 0, name: 'x' }, ...classes.slice(1)] }, /classes.0.value/],
  ['class 256', { classes: [{ value: 256, name: 'x' }, ...classes.slice(1)] }, /classes.0.value/],
  ['class 1.5', { classes: [{ value: 1.5, name: 'x' }, ...classes.slice(1)] }, /classes.0.value/],
  [
    'a class twice',
    { classes: [...classes.slice(0, 3), { value: 1, name: 'x' }] },
    /classes.3.value: 1 is there twice/,
  ],
  [
    'means of fewer bands',
    { normalisation: { kind: 'subtract', means: [1] } },
    /normalisation.means: needs one for each band/,
  ],
  [
    'a mean that is no number',
    { normalisation: { kind: 'subtract', means: [1, 2, 3, 4, null] } },
    /normalisation.means.4/,
  ],
  [
    'a softening of 0',
    { normalisation: { kind: 'asinh', means, softenings: [1, 1, 1, 1, 0] } },
    /softenings.4/,
  ],
  [
    'a deviation below 0',
    { normalisation: { kind: 'standardise', means, deviations: [1, 1, 1, -1, 1] } },
    /deviations.3/,
  ],
  ['an unknown normalisation', { normalisation: { kind: 'x' } }, /normalisation/],
  ['a crop of a million pixels', { crop: { sizePx: 1e6, resampling: 'bilinear' } }, /crop.sizePx/],
  ['a crop of half a pixel', { crop: { sizePx: 0.5, resampling: 'bilinear' } }, /crop.sizePx/],
  ['a pixel scale of 0', { pixelScaleArcsec: 0 }, /pixelScaleArcsec/],
  ['more bands needed than there are', { fewestBands: 6 }, /fewestBands: more than there are/],
  ['a quantile above 1', { novelty: { threshold: 1, quantile: 2 } }, /novelty.quantile/],
  ['a threshold below 0', { novelty: { threshold: -1, quantile: 0.9 } }, /novelty.threshold/],
  [
    'a threshold without a band of the model',
    { novelty: { threshold: 1, quantile: 0.9, missing: [{ bands: ['F140M'], threshold: 2 }] } },
    /F140M is no band of the model/,
  ],
  [
    'two thresholds of a set of bands',
    {
      novelty: {
        threshold: 1,
        quantile: 0.9,
        missing: [
          { bands: ['F275W', 'F336W'], threshold: 2 },
          { bands: ['F336W', 'F275W'], threshold: 3 },
        ],
      },
    },
    /is there twice/,
  ],
  [
    'a range that begins above its end',
    {
      trainedOn: {
        noise: [
          [1, 2],
          [1, 2],
          [3, 2],
          [1, 2],
          [1, 2],
        ],
      },
    },
    /trainedOn.noise.2: begins above its end/,
  ],
  ['a temperature of 0', { temperature: 0 }, /temperature/],
  ['an unknown key', { colour: 'red' }, /colour/],
]

describe.each([
  ['without a checksum', false],
  ['with a checksum that is right', true],
])('a card %s', (_, isSealed) => {
  test.each([...NOT_OF_GRAPH, ...OF_ITSELF])('%s', async (_, changed, said) => {
    const message = await refusal(changed, isSealed)
    expect(message).toMatch(/^m.onnx: the model card is not (valid|of this graph)/)
    expect(message).toMatch(said)
  })
})

test.each([
  ['no JSON', '{"format":1'],
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['a text', '"card"'],
  ['a thousand levels', `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`],
  ['a hundred thousand levels', `{"training":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
  ['a prototype', `{"__proto__":{"format":1},${JSON.stringify(card).slice(1)}`],
])('a card that is %s', async (_, text) => {
  const began = performance.now()
  expect(await refusal(text)).toMatch(/^m.onnx: the model card is not valid/)
  expect(performance.now() - began).toBeLessThan(2000)
})

test('a change that no other check can see is seen by the checksum', async () => {
  const changes = [
    { temperature: 2 },
    { classes: [classes[1], classes[0], ...classes.slice(2)] },
    { normalisation: { kind: 'subtract', means: [...means].reverse() } },
    { window: 'centred' },
    { untrained: false },
  ]
  for (const changed of changes) {
    const text = JSON.stringify({ ...card, ...changed })
    const bytes = encodeModel(graphBytes, { ...metadata, 'starsift.card': text }, PRODUCER)
    const { message } = await problemOf(openModel(source(bytes)))
    expect(message).toMatch(/^m.onnx: the model is damaged: the checksum of its card differs/)
  }
})

test('a file from before is opened with a doubt; one with a checksum has none', async () => {
  const old = await openModel(source(await withCard({})))
  expect([...old.notes!]).toEqual([
    'm.onnx: the model card has no checksum, as in older files; it fits its graph, but whether anybody changed it cannot be told',
  ])
  expect(old.notes!.isDoubt(old.notes![0])).toBe(true)
  expect((await openModel(source(model))).notes).toHaveLength(0)
})

describe('a graph of other inputs and outputs', () => {
  const graphs: [string, (graph: Graph) => void, RegExp][] = [
    [
      'another name',
      (g) => g.output('logits', g.input('x', ['batch', 5, 2, 2])),
      /its inputs: expected x/,
    ],
    [
      'another output',
      (g) => g.output('y', g.input('stamps', ['batch', 5, 2, 2])),
      /its outputs: expected y/,
    ],
    [
      'another number of axes',
      (g) => g.output('logits', g.input('stamps', ['batch', 5, 2])),
      /axes of stamps: expected 3 as in the graph, got 4/,
    ],
    [
      'two inputs',
      (g) => {
        g.output('logits', g.input('stamps', ['batch', 5, 2, 2]))
        g.output('y', g.input('x', ['batch']))
      },
      /its inputs: expected stamps, x/,
    ],
  ]
  test.each(graphs)('%s', async (_, make, said) => {
    const other = new Graph('other')
    make(other)
    const bytes = encodeGraph(other, new Map())
    const text = JSON.stringify({ ...card, graphSha256: await sha256Hex(bytes) })
    const file = encodeModel(bytes, { 'starsift.card': text }, PRODUCER)
    expect((await problemOf(openModel(source(file)))).message).toMatch(said)
  })

  test('bytes that are no graph', async () => {
    const bytes = Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0x7f)
    const text = JSON.stringify({ ...card, graphSha256: await sha256Hex(bytes) })
    const file = encodeModel(bytes, { 'starsift.card': text }, PRODUCER)
    const { message } = await problemOf(openModel(source(file)))
    expect(message).toMatch(/^m.onnx: the graph in the ONNX file is damaged/)
  })
})

test('thresholds by missing bands; a set without one has that of all bands', () => {
  const novelty: ModelCard['novelty'] = {
    ...{ threshold: 5, quantile: 0.99 },
    missing: [
      { bands: ['F275W'], threshold: 7 },
      { bands: ['F814W', 'F336W'], threshold: 9 },
    ],
  }
  const thresholdOf = noveltyThresholds({ bands, novelty })!
  expect([0, 1, 0b10010, 0b10].map(thresholdOf)).toEqual([5, 7, 9, 5])
  expect(noveltyThresholds({ bands, novelty: undefined })).toBe(undefined)
})

const member = { file: 'a.onnx', graphSha256: 'x' }
const manifest = (changed: object) =>
  JSON.stringify({
    ...{ format: 1, members: [member, { ...member, file: 'b.onnx' }] },
    ...{ provenance: { description: 'd', software: 's' }, ...changed },
  })

test.each([
  ['no JSON', '{'],
  ['nested without end', '['.repeat(1e5) + ']'.repeat(1e5)],
  ['a member twice', manifest({ members: [member, member] })],
  ['one member', manifest({ members: [member] })],
  ['a member elsewhere', manifest({ members: [member, { ...member, file: '../b.onnx' }] })],
  ['a member of the root', manifest({ members: [member, { ...member, file: '/b.onnx' }] })],
  ['a temperature below 0', manifest({ temperature: -1 })],
  ['another format', manifest({ format: 2 })],
  ['nothing', ''],
])('an ensemble that is not one: %s', async (_, text) => {
  const given = memorySource(new TextEncoder().encode(text), 'ensemble.json')
  const { message } = await problemOf(openModel(given))
  expect(message).toMatch(/^ensemble.json: not an ensemble/)
})
