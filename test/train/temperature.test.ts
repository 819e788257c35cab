/** What is said of a temperature that the validation set could not tell. */
import { expect, test } from 'vitest'
import { fittedTemperature } from '../../src/models/index.js'
import { temperatureNotes } from '../../src/train/result.js'

/** Two objects, both said to be of the first class. */
const notesOn = (logit: number, labels: readonly number[]) => {
  const logits = Float32Array.of(logit, 0, logit, 0)
  const { temperature } = fittedTemperature([logits], Uint8Array.from(labels))
  const right = labels.filter((label) => label === 0).length
  return temperatureNotes({ temperature, validation: { accuracy: right / labels.length } })
}

test('right in half: the highest', () => {
  expect(notesOn(9, [0, 1])).toEqual([
    expect.stringMatching(
      /^temperature (20|19\.9999) is the highest that is tried: the logits tell/,
    ),
  ])
})

test('without an error: a guess', () => {
  expect(notesOn(9, [0, 0])).toEqual([
    expect.stringMatching(
      /^temperature [\d.]+ is a guess: the validation set is classified without/,
    ),
  ])
})

test('tiny logits: the lowest', () => {
  const logits = Float32Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? 0.001 : 0))
  const { temperature } = fittedTemperature([logits], Uint8Array.of(0, 0, 0, 1))
  expect(temperatureNotes({ temperature, validation: { accuracy: 0.75 } })).toEqual([
    expect.stringMatching(/^temperature 0\.0500\d* is the lowest that is tried: the logits hardly/),
  ])
})

test('any other, or none: nothing', () => {
  const validation = { accuracy: 0.9 }
  for (const temperature of [0.0501, 1, 19.9, null]) {
    expect(temperatureNotes({ temperature, validation })).toEqual([])
  }
  expect(temperatureNotes({ temperature: null, validation: null })).toEqual([])
})
