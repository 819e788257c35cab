/**
 * Two stages, for the tests of whole runs; of any number of bands and any size. In JavaScript, and
 * given the operators:
 * tests use those of the sources, processes of their own those of the built package.
 */
export const tinyStages = (nn) => [
  {
    name: 'conv',
    apply(graph, stamps) {
      const conv = nn.conv2d(graph, stamps, 'conv', 4, { kernel: 3, padding: 1 })
      return nn.maxPool2d(graph, nn.relu(graph, nn.batchNorm(graph, conv, 'bn'), 'relu'), 'pool', 2)
    },
  },
  {
    name: 'fc',
    apply(graph, x, nClasses) {
      const flat = nn.dropout(graph, nn.flatten(graph, x, 'flat'), 'drop', 0.2)
      return nn.linear(graph, flat, 'fc', nClasses)
    },
  },
]
