/** A network that cannot be opened while the noise of the field is measured. */
import { expect, test } from 'vitest'
import { classifyCandidates } from '../../src/classify/index.js'
import { temporaryFolder } from '../fits/files.js'
import { candidatesIn, mixedRows, openField } from './small-field.js'
import { modelOf, smallModel } from './small-model.js'

test('its error comes out of the call, and ends no process', async () => {
  const field = await openField(temporaryFolder(), 3)
  const { card, session } = await smallModel()
  await session.release()
  // With ranges of the noise in the card, stamps are read to measure it.
  const trainedOn = { noise: card.bands.map((): [number, number] => [0.9, 1.1]) }
  const model = modelOf({ ...card, trainedOn }, session)
  const [network] = model.networks
  const open = () => Promise.reject(new Error('no device'))
  const broken = { ...model, networks: [{ ...network, open }] }
  const candidates = candidatesIn(mixedRows(60))
  // Node says that nobody waits as soon as a turn of its loop is over: before the call ends.
  const unwaited: unknown[] = []
  const listen = (error: unknown) => unwaited.push(error)
  process.on('unhandledRejection', listen)
  try {
    await expect(classifyCandidates({ field, candidates, model: broken })).rejects.toThrow(
      'no device',
    )
  } finally {
    process.off('unhandledRejection', listen)
    await field.close()
  }
  expect(unwaited).toEqual([])
})
