/** The recipe of the container: no engine of containers is needed to look at it. */
import { readFileSync } from 'node:fs'
import { validate } from 'dockerfile-utils'
import { expect, test } from 'vitest'

const recipe = readFileSync('Containerfile', 'utf8')
const { version, engines, bin } = JSON.parse(readFileSync('package.json', 'utf8'))

const said = (text: string) => validate(text).map(({ message }) => message)

test('its syntax is right, and nothing in it is a doubt', () => {
  expect(said(recipe)).toEqual([])
})

test('a wrong word, a missing argument and a missing image are found', () => {
  expect(said(recipe.replace('COPY', 'COPPY'))).toEqual(['Unknown instruction: COPPY'])
  expect(said(recipe.replace(/^WORKDIR .*$/m, 'WORKDIR'))).toHaveLength(1)
  expect(said(recipe.replace(/^FROM .*\n/m, ''))).not.toEqual([])
})

test('its Node is one that the package runs on', () => {
  const [, node] = /^FROM docker\.io\/library\/node:(\d+)-/m.exec(recipe)!
  const [, least] = /^>=(\d+)$/.exec(engines.node)!
  expect(Number(node)).toBeGreaterThanOrEqual(Number(least))
})

test('it copies the package that npm pack makes, and begins its program', () => {
  const [, pattern] = /^COPY (\S+) /m.exec(recipe)!
  expect(`starsift-${version}.tgz`).toMatch(new RegExp(`^${pattern.replace('*', '.*')}$`))
  expect(recipe).toContain(`ENTRYPOINT ["${Object.keys(bin)[0]}"]`)
})
