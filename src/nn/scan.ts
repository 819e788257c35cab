/**
 * A graph that repeats another one: ONNX's operator Scan. What carries over from turn to turn goes
 * in as `first/<name>` and comes out as `last/<name>`. What differs from turn to turn is
 * `all/<name>`, with the turns as its first axis; so is what each turn gives. What never changes
 * keeps its name.
 */
import { Graph, type Node, type Value } from './graph.js'
import { encodeBody } from './onnx-write.js'

/** The parts that inputs and outputs of the repeated graph play, by name. */
export interface Repetition {
  /** For each input that carries over, the output that it becomes in the next turn. */
  readonly carried: ReadonlyMap<string, string>
  /** Inputs that each turn has its own of. */
  readonly each: readonly string[]
  /** Outputs of which each turn's own is kept. */
  readonly results: readonly string[]
}

/**
 * The graph around a graph. One turn computes what the graph computes alone.
 *
 * @example
 * const plan = { carried: new Map([['w', 'next/w']]), each: ['x'], results: ['loss'] }
 * const { 'last/w': w, 'all/loss': losses } = await session.run({ 'first/w': w, 'all/x': x })
 */
export function repeated(graph: Graph, { carried, each, results }: Repetition): Graph {
  const outer = new Graph(`${graph.name}, many turns`)
  const given = givenTo(graph)
  const states = [...carried.keys()].map((name) => given.get(name)!)
  const scanned = each.map((name) => given.get(name)!)
  const changing = new Set([...carried.keys(), ...each])
  for (const [name, { shape }] of given) if (!changing.has(name)) outer.input(name, shape)
  const body = encodeBody(graph, [...states, ...scanned], [...carried.values(), ...results])
  const node: { -readonly [K in keyof Node]: Node[K] } = {
    onnx: 'Scan',
    domain: '',
    layer: 'turns',
    attributes: { body: { body }, num_scan_inputs: each.length },
    inputs: [
      ...states.map(({ name, shape }) => outer.input(`first/${name}`, shape)),
      ...scanned.map(({ name, shape }) => outer.input(`all/${name}`, ['turns', ...shape])),
    ],
    outputs: [],
  }
  const answer = (name: string, shape: Value['shape']): Value => {
    const value: Value = { name, shape, origin: { kind: 'node', node } }
    outer.output(name, value)
    return value
  }
  node.outputs = [
    ...states.map(({ name, shape }) => answer(`last/${name}`, shape)),
    ...results.map((name) => answer(`all/${name}`, ['turns', ...graph.outputs.get(name)!.shape])),
  ]
  outer.nodes.push(node)
  return outer
}

/** All that a graph is given: weights, buffers and inputs. */
function givenTo({ parameters, buffers, inputs }: Graph): Map<string, Value> {
  return new Map([
    ...parameters,
    ...buffers,
    ...inputs.map((input): [string, Value] => [input.name, input]),
  ])
}
