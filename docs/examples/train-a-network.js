// Trains a small network with nothing but starsift/nn, in Node and in a browser
// (train-a-network.html): is the bar in a noisy 12 x 12 picture horizontal or vertical?
import * as nn from 'starsift/nn'

const SIDE = 12
const BATCH = 32
const STEPS = 100

const network = (graph, pictures) => {
  let x = nn.relu(graph, nn.conv2d(graph, pictures, 'conv1', 8, { kernel: 3, padding: 1 }), 'relu1')
  x = nn.maxPool2d(graph, x, 'pool1', 2)
  x = nn.relu(graph, nn.conv2d(graph, x, 'conv2', 16, { kernel: 3, padding: 1 }), 'relu2')
  x = nn.flatten(graph, nn.globalAveragePool(graph, x, 'pool2'), 'flat')
  return nn.linear(graph, x, 'fc', 2)
}

/** Pictures (BATCH, 1, SIDE, SIDE), and 1/BATCH at the right class: the loss is then the mean. */
function draw(random) {
  const stamps = Float32Array.from({ length: BATCH * SIDE * SIDE }, () => random.normal())
  const targets = new Float32Array(BATCH * 2)
  for (let i = 0; i < BATCH; i++) {
    const isVertical = random.integer(2)
    const line = random.integer(SIDE)
    for (let k = 0; k < SIDE; k++) {
      stamps[i * SIDE * SIDE + (isVertical ? k * SIDE + line : line * SIDE + k)] += 4
    }
    targets[i * 2 + isVertical] = 1 / BATCH
  }
  return { stamps, targets }
}

export async function run(print, device = 'cpu') {
  const random = new nn.Random(7)
  const shape = [BATCH, 1, SIDE, SIDE]
  const optimiser = { kind: 'adam' }
  const step = nn.trainingStep({ name: 'bars', network, shape, optimiser, device })
  const trainer = await nn.openTrainer(step, nn.initialWeights(step.graph, random), { device })
  for (let i = 0; i < STEPS; i++) {
    const { loss } = await trainer.step(draw(random), i, 0.02, random)
    if (i % 10 === 0 || i === STEPS - 1) print(`step ${i}: loss ${loss.toFixed(3)}`)
  }
  await trainer.release()
}

if (globalThis.process?.versions?.node) await run(console.log)
