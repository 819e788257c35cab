/** Calls over a border come back, also as errors, and each to who made it. */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { answerCalls, type Border, callsTo } from '../../../page/alone/calls.js'
import { paceText } from '../../../page/alone/progress-panel.js'
import { InputError } from '../../../src/errors.js'

const ports: MessagePort[] = []
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

function border(): [Border, Border] {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const asBorder = (port: MessagePort) => {
    port.start()
    return port as unknown as Border
  }
  return [asBorder(port1), asBorder(port2)]
}

const methods = {
  async late(ms: number) {
    await new Promise((resume) => setTimeout(resume, ms))
    return ms
  },
  refuse: (where: string) => {
    throw new InputError({ what: 'no mosaic', where, remedy: 'give one' })
  },
  fail: () => {
    throw new TypeError('a bug')
  },
}

test('each answer finds its call', async () => {
  const [here, there] = border()
  answerCalls(there, methods)
  const calls = callsTo<typeof methods>(here)
  expect(await Promise.all([calls.late(20), calls.late(1), calls.late(10)])).toEqual([20, 1, 10])
})

test('an error of the input stays one, with all that it says', async () => {
  const [here, there] = border()
  answerCalls(there, methods)
  const calls = callsTo<typeof methods>(here)
  const error = await calls.refuse('a.fits').catch((caught) => caught)
  expect(error).toBeInstanceOf(InputError)
  expect(error.problem).toEqual({ what: 'no mosaic', where: 'a.fits', remedy: 'give one' })
  await expect(calls.fail()).rejects.toThrow('a bug')
})

test('the other side can speak unasked', async () => {
  const [here, there] = border()
  const say = answerCalls(there, methods)
  const heard = new Promise((resolve) => callsTo<typeof methods>(here, resolve))
  say({ at: 'candidates', nDone: 8 })
  expect(await heard).toEqual({ at: 'candidates', nDone: 8 })
})

test('the pace in words', () => {
  const pace = { nDone: 800, nTotal: 2752, seconds: 8, nSince: 760 }
  expect(paceText(pace)).toBe('800 of 2,752 candidates, 95 a second, 21 s left')
  expect(paceText({ ...pace, seconds: 0.1 })).toBe('800 of 2,752 candidates')
  expect(paceText({ nDone: 8, nTotal: 100_000, seconds: 10, nSince: 8 })).toContain('0.8 a second')
})
