/**
 * What the scripts in Python import is installed for the reference suite, by name: what another
 * package happens to bring along today may be missing tomorrow. The fast suite needs none of it.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { python, pythonModules } from './peers.js'

const tracked = (...patterns: string[]) =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => existsSync(file) && file !== '')

/** Modules of Python itself that the scripts use. Whoever imports another one adds it here. */
const OF_PYTHON = new Set(
  `argparse base64 bz2 collections csv datetime decimal glob gzip hashlib io json math os pathlib
   pickle resource shutil struct subprocess sys tarfile tempfile threading time warnings
   zipfile`.split(/\s+/),
)

/** Modules that no package of Debian has, and who says so where they are missing. */
const SAID_WHERE_MISSING = new Set([
  // test/tables/parquet.reference.test.ts skips, and prints that.
  'test/reference/table_parquet.py pyarrow',
  // bench/README.md; the bench of stamps alone asks for it.
  'bench/cut_stamps.py fitsio',
])

/** The first names of the modules that a script imports, at any depth of it. */
function importedBy(text: string): string[] {
  const whole = /^[ \t]*import ([\w., ]+?)(?: *#.*)?$/gm
  const parts = /^[ \t]*from \.*([\w.]+) import /gm
  const names = [
    ...[...text.matchAll(whole)].flatMap(([, list]) => list.split(',')),
    ...[...text.matchAll(parts)].map(([, name]) => name),
  ]
  return [...new Set(names.map((name) => name.trim().split(/[. ]/)[0]))]
}

test('imports are found in all their forms', () => {
  const text = `
"""From a file import nothing."""
import os, sys
import numpy as np  # numbers
import scipy.stats as stats, json
from astropy.io import fits
if True:
    import sep
    from .noise import sky
`
  const found = ['os', 'sys', 'numpy', 'scipy', 'json', 'sep', 'astropy', 'noise']
  expect(importedBy(text)).toEqual(found)
})

test('each module that a script imports is installed for the tests', () => {
  const scripts = tracked('*.py')
  expect(scripts).toContain('test/reference/table_pandas.py')
  const ours = new Set(scripts.map((script) => basename(script)))
  const isKnown = (script: string, name: string) =>
    OF_PYTHON.has(name) ||
    Object.hasOwn(pythonModules, name) ||
    ours.has(`${name}.py`) ||
    SAID_WHERE_MISSING.has(`${script} ${name}`)
  const unknown = scripts.flatMap((script) =>
    importedBy(readFileSync(script, 'utf8'))
      .filter((name) => !isKnown(script, name))
      .map((name) => `${script} ${name}`),
  )
  expect(unknown, 'name its package in test/setup/peers.ts').toEqual([])
})

test('no fast test asks another program', () => {
  const files = tracked('test/*.test.ts').filter((file) => !file.endsWith('.reference.test.ts'))
  const asked = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    const [, names = ''] = /^import \{([^}]*)\} from '[./]+\/setup\/peers\.js'/m.exec(text) ?? []
    return names
      .split(',')
      .map((name) => `${file} ${name.trim().replace(/^type /, '')}`)
      .filter((one) => !/ (?:hasShared|sharedPath)?$/.test(one))
  })
  expect(asked).toEqual([])
})

test('the fast suite has no Python, whatever is installed', () => {
  expect(existsSync(python)).toBe(false)
})
