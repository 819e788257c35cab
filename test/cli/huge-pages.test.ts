/** Which environment asks for pages of 2 MiB, and that a verb that trains begins again in it. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { hugePageEnvironment, takeHugePages } from '../../src/cli/huge-pages.js'

const ON_REQUEST = 'always [madvise] never\n'

describe('the environment', () => {
  test('asks for them where Linux gives them on request', () => {
    expect(hugePageEnvironment({ HOME: '/home/a' }, ON_REQUEST)).toEqual({
      ...{ HOME: '/home/a', GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' },
    })
  })

  test('keeps the other tunables', () => {
    const said = { GLIBC_TUNABLES: 'glibc.malloc.check=3' }
    expect(hugePageEnvironment(said, ON_REQUEST)).toEqual({
      GLIBC_TUNABLES: 'glibc.malloc.check=3:glibc.malloc.hugetlb=1',
    })
  })

  test.each([
    ['the user says no', { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=0' }, ON_REQUEST],
    ['every program has them', {}, '[always] madvise never\n'],
    ['nobody gets them', {}, 'always madvise [never]\n'],
    ['it is not Linux', {}, ''],
  ])('is left alone where %s', (_, said, setting) => {
    expect(hugePageEnvironment(said, setting)).toBeUndefined()
  })
})

describe('a verb', () => {
  const given = Object.getOwnPropertyDescriptor(process, 'execve')
  const execve = vi.fn()
  const isOnRequest = hugePageEnvironment({}) !== undefined
  afterEach(() => {
    execve.mockReset()
    if (given) Object.defineProperty(process, 'execve', given)
    else delete (process as { execve?: unknown }).execve
  })
  const begun = (...words: string[]) => {
    Object.defineProperty(process, 'execve', { value: execve, configurable: true })
    vi.stubEnv('GLIBC_TUNABLES', '')
    takeHugePages(['/usr/bin/node', '/starsift/main.js', ...words])
    vi.unstubAllEnvs()
    return execve.mock.calls
  }

  test.runIf(isOnRequest)('that trains begins again with its words', () => {
    const [[file, words, environment]] = begun('train', 'a.fits', '--out', 'run')
    expect(file).toBe('/usr/bin/node')
    expect(words.filter((word: string) => !process.execArgv.includes(word))).toEqual([
      ...['/usr/bin/node', '/starsift/main.js', 'train', 'a.fits', '--out', 'run'],
    ])
    expect(environment.GLIBC_TUNABLES).toBe('glibc.malloc.hugetlb=1')
  })

  test('that does not train goes on as it is', () => {
    expect(begun('classify', 'train')).toEqual([])
    expect(begun('--help')).toEqual([])
  })
})
