/**
 * Reverse-mode differentiation (Linnainmaa 1970; Griewank & Walther 2008, chapter 3). The walk goes
 * from the loss back over the steps. Each step turns the derivative by its output into the
 * derivatives by its inputs. Where a value is used more than once, its derivatives are summed. The
 * result is more nodes of the same graph.
 */
import { add } from './elementwise.js'
import type { Graph, Value } from './graph.js'

/**
 * Derivatives of a scalar.
 *
 * @param loss a value of one number
 * @param wanted the values to differentiate by; nothing is emitted that these do not need
 * @returns a value of the same shape for each of `wanted` that the loss depends on
 * @throws Error if a step between the loss and a wanted value has no gradient
 * @example
 * const derivatives = differentiate(graph, loss, [...graph.parameters.values()])
 */
export function differentiate(
  graph: Graph,
  loss: Value,
  wanted: readonly Value[],
): Map<Value, Value> {
  const steps = [...graph.steps]
  const depends = new Set(wanted)
  for (const { inputs, output } of steps) {
    if (inputs.some((input) => depends.has(input))) depends.add(output)
  }
  const one = graph.constant(Float32Array.of(1), loss.shape as number[])
  const derivatives = new Map<Value, Value>([[loss, one]])
  for (const step of steps.reverse()) {
    const dOutput = derivatives.get(step.output)
    if (!dOutput || !depends.has(step.output)) continue
    if (!step.gradient) throw new Error(`internal: ${step.layer} has no gradient`)
    const needs = step.inputs.map((input) => depends.has(input))
    const found = step.gradient({ ...step, graph, dOutput, needs })
    for (const [i, input] of step.inputs.entries()) {
      const derivative = found[i]
      if (!needs[i] || !derivative) continue
      const sum = derivatives.get(input)
      derivatives.set(input, sum ? add(graph, sum, derivative, step.layer) : derivative)
    }
  }
  const reached = wanted.filter((value) => derivatives.has(value))
  return new Map(reached.map((value) => [value, derivatives.get(value)!]))
}
