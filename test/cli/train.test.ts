/**
 * `train` and `experiment` as their users run them: what they print, what they leave, what they
 * refuse.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { refusal, starsift } from './command-line.js'
import { TrainCase } from './train-case.js'

const here = new TrainCase('starsift')
const training = (...more: string[]) => here.training(...more)

describe('train', () => {
  test('an ensemble: what is said, what is left; resumed, it is done', () => here.expectEnsemble())

  test('a misspelt key: the line, and what was meant', async () => {
    writeFileSync(here.config, 'epochs: 1\nlearning_rate: 1\n')
    expect(await refusal(here.folder, 1, ...training())).toMatch(
      /^starsift: quick\.yaml, line 2: unknown key learning_rate: .*; did you mean learningRate\?$/,
    )
  })

  test('another network than the recipe is for; a preset that there is not: code 2', async () => {
    const out = ['--out', join(here.folder, 'run')]
    expect(
      await refusal(
        here.folder,
        2,
        'train',
        here.fields[0],
        '--model',
        'starcnet',
        '--preset',
        'wei2020-resnet18',
        ...out,
      ),
    ).toMatch(/two networks: .*got starcnet and resnet18/)
    expect(await refusal(here.folder, 2, 'train', here.fields[0], ...out)).toMatch(
      /no network; give --model, or --preset/,
    )
    const { code } = await starsift('train', here.fields[0], '--preset', 'wei', ...out)
    expect(code).toBe(2)
  })

  test('weights by a name that was not pulled: how to get them', async () => {
    vi.stubEnv('STARSIFT_CACHE', join(here.root, 'cache'))
    expect(await refusal(here.folder, 1, ...training('--init', 'resnet18-imagenet'))).toMatch(
      /the weights resnet18-imagenet are not on this machine; run `starsift pull weights resnet18-imagenet`/,
    )
    vi.unstubAllEnvs()
  })

  test('stamps that the network cannot take', async () => {
    writeFileSync(here.config, 'epochs: 1\n')
    const args = training().map((word) => (word === 'starsift' ? 'starcnet' : word))
    expect(await refusal(here.folder, 1, ...args)).toMatch(
      /starcnet: stamps of another size: .*; cut stamps of 32 px, or set input\.sizePx: 32 in the recipe/,
    )
  })

  test('a folder that cannot be made', async () => {
    const args = training().map((word) => (word.endsWith('/run') ? '/proc/run' : word))
    expect(await refusal(here.folder, 1, ...args)).toMatch(/^starsift: \/proc: /)
  })
})

describe('experiment', () => {
  test('the table, the matrices', () => here.expectExperiment(here.planText(), 16))

  test('weights by a name that was not pulled', async () => {
    vi.stubEnv('STARSIFT_CACHE', join(here.root, 'cache'))
    const named = here.plan(`${here.planText()}init: { starsift: resnet18-imagenet }\n`)
    expect(
      await refusal(here.folder, 1, 'experiment', named, '--out', join(here.folder, 'e')),
    ).toMatch(/the weights resnet18-imagenet are not on this machine/)
    vi.unstubAllEnvs()
  })

  test('a plan with an unknown name', async () => {
    const args = ['--out', join(here.folder, 'experiment')]
    const wrong = here.planText().replace('[starsift]', '[starsfit]')
    expect(await refusal(here.folder, 2, 'experiment', here.plan(wrong), ...args)).toMatch(
      /no architecture starsfit: .*did you mean starsift\?/,
    )
  })
})
