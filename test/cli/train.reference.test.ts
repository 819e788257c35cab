/** `train` and `experiment` of ResNet18 as their users run them. */
import { test } from 'vitest'
import { TrainCase } from './train-case.js'

const here = new TrainCase('resnet18')

test('train: an ensemble', () => here.expectEnsemble())

test('experiment: the table, the matrices', () =>
  here.expectExperiment(here.planText('[12, 16]'), 12))
