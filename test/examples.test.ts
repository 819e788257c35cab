/** The example of the documents is run in Node. */
import { execFileSync } from 'node:child_process'
import { test } from 'vitest'
import { expectLearned, lossesIn } from './examples-output.js'

test('a network is trained in Node', () => {
  const output = execFileSync('node', ['docs/examples/train-a-network.js'], { encoding: 'utf8' })
  expectLearned(lossesIn(output))
})
