/** Work beside the steps: its error comes out at the next step, once. */
import { expect, test } from 'vitest'
import { Beside } from '../../src/loop/beside.js'

test('an error is told at the next step, and not again', async () => {
  const beside = new Beside()
  let fail = () => {}
  await beside.start(() => new Promise((_, reject) => (fail = () => reject(new Error('full')))))
  await beside.check()
  fail()
  await new Promise((done) => setTimeout(done))
  await expect(beside.check()).rejects.toThrow('full')
  await beside.check()
  await beside.settled()
})

test('one piece of work at a time', async () => {
  const beside = new Beside()
  const told: number[] = []
  const work = (i: number) => async () => {
    await new Promise((done) => setTimeout(done, 5 - i))
    told.push(i)
  }
  for (const i of [1, 2, 3]) await beside.start(work(i))
  await beside.settled()
  expect(told).toEqual([1, 2, 3])
})
