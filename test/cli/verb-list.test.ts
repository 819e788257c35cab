/** The list of verbs says what each verb says of itself. */
import { Help } from 'commander'
import { expect, test } from 'vitest'
import { VERBS } from '../../src/cli/verbs.js'

test.each(Object.entries(VERBS))('%s', async (name, { term, about, load }) => {
  const verb = await load()
  expect(verb.name()).toBe(name)
  expect([term, about]).toEqual([new Help().subcommandTerm(verb), verb.description()])
})
