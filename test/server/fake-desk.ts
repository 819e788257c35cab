/** The app with a field of two bands in memory, and labels in a folder of the test. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { planQuestions } from '../../src/asking/index.js'
import { memorySource } from '../../src/bytes/index.js'
import { FOUR_CLASSES } from '../../src/catalog/index.js'
import { candidatesOn, openMosaics } from '../../src/cutouts/index.js'
import { EventLog } from '../../src/server/event-log.js'
import type { Environment } from '../../src/server/guard.js'
import { ownHosts } from '../../src/server/hosts.js'
import { labelApp } from '../../src/server/label-app.js'
import { PageFiles } from '../../src/server/page-files.js'
import { Questions } from '../../src/server/questions.js'
import { Tasks } from '../../src/server/tasks.js'
import { Visitors } from '../../src/server/visitors.js'
import { Table } from '../../src/tables/index.js'
import { openFieldView } from '../../src/viewing/index.js'
import type { LabelEvent } from '../../src/votes/index.js'
import { mosaicBytes } from '../cutouts/mosaic-files.js'

export const CATALOGUE = { file: 'a.csv', sha256: 'c'.repeat(64) }
export const HOST = '127.0.0.1:8642'

/** Three sources on mosaics of 60 x 50 px, and one without a position. */
async function smallField() {
  const field = await openMosaics(
    ['F555W', 'F814W'].map((filter) =>
      memorySource(mosaicBytes({ width: 60, height: 50, filter }), `${filter}.fits`),
    ),
  )
  const table = new Table([
    { name: 'id', values: ['a', 'b', 'c', 'd'] },
    { name: 'x', values: Float64Array.of(10, 30, 59, Number.NaN) },
    { name: 'y', values: Float64Array.of(10, 20, 49, Number.NaN) },
  ])
  const candidates = candidatesOn(field, table, { origin: 0 })
  const view = openFieldView({
    ...{ field, candidates, classes: FOUR_CLASSES, title: 'small', catalogue: CATALOGUE },
  })
  return { field, view, table }
}

export async function smallApp(root: string, passphrase?: string, now?: () => number) {
  const { view, table } = await smallField()
  const { ids, x, y } = await view.rows()
  const bugs: unknown[] = []
  const onBug = (error: unknown) => void bugs.push(error)
  const questions = new Questions({ ids, x, y }, planQuestions({ ids, order: 'catalog' }))
  const labels = join(mkdtempSync(join(root, 'labels-')), 'labels')
  const log = await EventLog.open(labels, { onEvent: (event) => questions.add(event) })
  const desk = { view, log, questions, tasks: new Tasks(onBug), classes: FOUR_CLASSES, table }
  const visitors = new Visitors({ person: 'ann', passphrase, now })
  const guard = { visitors, cookieName: 'starsift-8642', isOwnHost: ownHosts() }
  const page = await PageFiles.open('test/server/page')
  const app = labelApp({ desk, guard, page, onBug })
  const ask = (path: string, init: RequestInit = {}, env: Environment['Bindings'] = {}) =>
    app.request(`http://${HOST}${path}`, init, env)
  return { ask, visitors, labels, desk, bugs }
}

/** A cookie of the owner, as a browser sends it. */
export function cookieOf({ visitors }: Awaited<ReturnType<typeof smallApp>>): string {
  return `starsift-8642=${visitors.withToken(visitors.token)}`
}

let nKeys = 0

export function labelOf(id: string, x: number, y: number, change: Partial<LabelEvent> = {}) {
  nKeys++
  return {
    ...{ key: `key-${`${nKeys}`.padStart(8, '0')}`, time: '2026-11-29T12:00:00Z', person: 'ann' },
    ...{ object: { id, x, y, ra: null, dec: null }, catalogue: CATALOGUE.sha256, kind: 'label' },
    ...{ class: 1, milliseconds: 900, stretch: 'asinh', sawMachine: false, order: 'catalog' },
    ...change,
  } as LabelEvent
}
