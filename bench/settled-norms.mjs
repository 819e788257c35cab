// Makes batch norms behave in training as they do in use. A norm answers g (y - m) / s + b with
// s = sqrt(v + eps). In use m and v are its running statistics; in training they are the statistics
// of the batch. These may differ: the pictures may be of another kind, or the norms may have been
// folded, which makes m = 0 and v = 1 - eps whatever y is. Then the first step of training meets
// another network than the one that was given.
//
// Here the statistics M and V of each y are measured on stamps, in use. They become the running
// statistics. So that nothing changes in use, g' = g S / s with S = sqrt(V + eps), and
// b' = b + g (M - m) / s. A batch whose statistics are near M and V is then answered in training as
// it is in use.

/** The eps of PyTorch's and of our batch norms. */
const EPSILON = 1e-5

/** Stamps that pass together. */
const TOGETHER = 8

/** Enough: each stamp has hundreds of pixels, or thousands. */
const MOST_STAMPS = 256

/**
 * The same network in use, whose batch norms have the statistics of the first 256 stamps.
 *
 * @param nn the module starsift/nn, of the sources or of the package
 * @param weights by name; weights that the network does not have are kept
 * @param stamps examples of the loop: `stampExamples(training)`
 */
export async function settledNorms(nn, network, weights, stamps, options = {}) {
  const graph = new nn.Graph('norms')
  network(graph, graph.input('stamps', ['batch', ...stamps.shape]))
  const norms = graph.nodes.filter(({ onnx }) => onnx === 'BatchNormalization')
  if (norms.length === 0) return weights
  for (const { layer, inputs } of norms) graph.output(layer, inputs[0])
  const producer = { name: 'starsift', version: '' }
  const model = nn.encodeModel(nn.encodeGraph(graph, weights), {}, producer, graph.domains)
  const session = await nn.openSession(model, options)
  try {
    const moments = await momentsOf(session, norms, stamps)
    return new Map([...weights, ...[...moments].flatMap((one) => settled(one, weights))])
  } finally {
    await session.release()
  }
}

/** Sums and squares of what each norm is given, by its layer. */
async function momentsOf(session, norms, stamps) {
  const moments = new Map()
  const n = Math.min(MOST_STAMPS, stamps.labels.length)
  for (let start = 0; start < n; start += TOGETHER) {
    const rows = Uint32Array.from({ length: Math.min(n - start, TOGETHER) }, (_, i) => start + i)
    const unvaried = Array.from(rows, () => ({ symmetry: 0, hidden: 0 }))
    const data = await stamps.read(rows, unvaried)
    const answers = await session.run({ stamps: { shape: [rows.length, ...stamps.shape], data } })
    for (const { layer } of norms) moments.set(layer, added(answers[layer], moments.get(layer)))
  }
  return moments
}

/** y: (batch, channels, ...) */
function added({ shape, data }, before) {
  const [n, nChannels] = shape
  const { sums, squares } = before ?? {
    sums: new Float64Array(nChannels),
    squares: new Float64Array(nChannels),
  }
  const length = data.length / (n * nChannels)
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / length) % nChannels
    sums[channel] += data[i]
    squares[channel] += data[i] ** 2
  }
  return { sums, squares, n: (before?.n ?? 0) + n * length }
}

function settled([layer, { sums, squares, n }], weights) {
  const old = (name) => weights.get(`${layer}.${name}`).data
  const [g, b, m, v] = ['weight', 'bias', 'running_mean', 'running_var'].map(old)
  const means = sums.map((sum) => sum / n)
  const variances = squares.map((square, i) => Math.max(0, square / n - means[i] ** 2))
  const slopes = Float64Array.from(g, (weight, i) => weight / Math.sqrt(v[i] + EPSILON))
  const made = {
    weight: slopes.map((slope, i) => slope * Math.sqrt(variances[i] + EPSILON)),
    bias: slopes.map((slope, i) => b[i] + slope * (means[i] - m[i])),
    running_mean: means,
    running_var: variances,
  }
  return Object.entries(made).map(([name, values]) => [
    `${layer}.${name}`,
    { shape: [values.length], data: Float32Array.from(values) },
  ])
}
