/** What stands after undos: laws of the replay, on random logs. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LabelEvent, labelledSources, standing } from '../../src/votes/index.js'
import { imported, label, settle, undo } from '../labels/label-events.js'

const keyOf = (i: number) => `event-${1000 + i}`

/** A log of two people, three sources, with undos of anything before, and of nothing. */
const logs = fc
  .array(
    fc.record({
      what: fc.constantFrom('label', 'label', 'label', 'undo', 'settle', 'import'),
      person: fc.constantFrom('ann', 'bob'),
      n: fc.integer({ min: 1, max: 3 }),
      klass: fc.option(fc.integer({ min: 1, max: 4 })),
      back: fc.integer({ min: 1, max: 6 }),
      isSecond: fc.boolean(),
    }),
    { maxLength: 30 },
  )
  .map((steps) =>
    steps.map(({ what, person, n, klass, back, isSecond }, i): LabelEvent => {
      const key = keyOf(i)
      if (what === 'undo') return undo(key, person, n, keyOf(i - back))
      if (what === 'settle') return settle(key, person, n, klass)
      if (what === 'import') return imported(key, person, n, klass)
      return label(key, person, n, klass, isSecond ? { isSecond } : {})
    }),
  )

const keysOf = (events: readonly LabelEvent[]) => standing(events).events.map(({ key }) => key)

describe('undo', () => {
  test('takes back; an undo of it gives back', () => {
    const events: LabelEvent[] = [label('event-01', 'ann', 1, 2)]
    expect(keysOf(events)).toEqual(['event-01'])
    events.push(undo('event-02', 'ann', 1, 'event-01'))
    expect(keysOf(events)).toEqual([])
    events.push(undo('event-03', 'ann', 1, 'event-02'))
    expect(keysOf(events)).toEqual(['event-01'])
    events.push(undo('event-04', 'ann', 1, 'event-03'))
    expect(keysOf(events)).toEqual([])
  })

  test('of another person, of what is not there, or of what comes later, takes back nothing', () => {
    const events = [
      undo('event-01', 'ann', 1, 'event-02'),
      label('event-02', 'ann', 1, 2),
      undo('event-03', 'bob', 1, 'event-02'),
      undo('event-04', 'ann', 1, 'event-99'),
    ]
    expect(standing(events)).toMatchObject({ events: [{ key: 'event-02' }], nIdle: 3 })
    expect([...labelledSources(events).notes]).toEqual([
      '3 undos take back nothing: what they name is not in the log',
    ])
  })

  test('an event and its undo change nothing; a key that stands twice counts once', () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 1, max: 3 }), (events, n) => {
        const more = [...events, label('event-5000', 'ann', n, 1)]
        expect(keysOf([...more, undo('event-5001', 'ann', n, 'event-5000')])).toEqual(
          keysOf(events),
        )
        expect(keysOf([...events, ...events])).toEqual(keysOf(events))
      }),
    )
  })

  test('as a slow reading from the first event on says', () => {
    fc.assert(
      fc.property(logs, (events) => {
        const isStanding = (event: LabelEvent): boolean =>
          !events.some(
            (later, i) =>
              later.kind === 'undo' &&
              later.of === event.key &&
              later.person === event.person &&
              i > events.indexOf(event) &&
              isStanding(later),
          )
        const slow = events.filter((event) => event.kind !== 'undo' && isStanding(event))
        expect(keysOf(events)).toEqual(slow.map(({ key }) => key))
      }),
    )
  })
})

describe('answers', () => {
  const answersOf = (events: readonly LabelEvent[]) =>
    [...(labelledSources(events).sources[0]?.answers ?? [])].map(([person, { class: k }]) => [
      person,
      k,
    ])

  test('the last one counts, and unsure is one; an undo gives the one before back', () => {
    const events = [
      label('event-01', 'ann', 1, 2),
      label('event-02', 'bob', 1, 4),
      label('event-03', 'ann', 1, null),
    ]
    expect(answersOf(events)).toEqual([
      ['ann', null],
      ['bob', 4],
    ])
    events.push(undo('event-04', 'ann', 1, 'event-03') as never)
    expect(answersOf(events)).toEqual([
      ['ann', 2],
      ['bob', 4],
    ])
  })

  test('what was answered here counts more than what is imported, whichever is later', () => {
    const [own, theirs] = [label('event-01', 'ann', 1, 2), imported('event-02', 'ann', 1, 3)]
    expect(answersOf([own, theirs])).toEqual([['ann', 2]])
    expect(answersOf([theirs, own])).toEqual([['ann', 2]])
    expect(answersOf([theirs])).toEqual([['ann', 3]])
  })

  test('a second pass stands beside the first', () => {
    const events = [
      label('event-01', 'ann', 1, 2),
      label('event-02', 'ann', 1, 3, { isSecond: true }),
    ]
    const [source] = labelledSources(events).sources
    expect(source.answers.get('ann')?.class).toBe(2)
    expect(source.second.get('ann')?.class).toBe(3)
  })

  test('the last settlement counts, and null takes it back', () => {
    const settled = (...classes: (number | null)[]) =>
      labelledSources([
        label('event-01', 'ann', 1, 2),
        ...classes.map((k, i) => settle(`event-1${i}`, 'bob', 1, k)),
      ]).sources[0].settled?.class
    expect(settled()).toBeUndefined()
    expect(settled(3, 1)).toBe(1)
    expect(settled(3, null)).toBeUndefined()
  })

  test('each answer is the last that stands, whatever the log', () => {
    fc.assert(
      fc.property(logs, (events) => {
        for (const { object, answers } of labelledSources(events).sources) {
          for (const [person, answer] of answers) {
            const own = standing(events).events.filter(
              (event) =>
                event.object.id === object.id &&
                event.person === person &&
                (event.kind === 'import' || (event.kind === 'label' && !event.isSecond)),
            )
            const labels = own.filter(({ kind }) => kind === 'label')
            expect(answer).toBe((labels.length > 0 ? labels : own).at(-1))
          }
        }
      }),
    )
  })
})
