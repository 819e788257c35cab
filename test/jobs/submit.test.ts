// `submit` with stand-ins for the commands of the engines: shell scripts that answer as the engines'
// manuals say. A folder holds what was submitted; a file `ended` there says that it has ended.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/jobs/engine.js'
import { beginJob, type Job, writeJob } from '../../src/jobs/job.js'
import { cancelSubmitted, submitJob } from '../../src/jobs/submit.js'

let root: string
let state: string
const path = process.env.PATH
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'starsift-submit-'))
})
afterAll(() => {
  process.env.PATH = path
  rmSync(root, { recursive: true, force: true })
})
beforeEach(() => {
  state = mkdtempSync(join(root, 'state-'))
  process.env.PATH = [join(state, 'bin'), path].join(delimiter)
  mkdirSync(join(state, 'bin'))
})

/** A command of an engine, as a script; `$STATE` is the folder of this test. */
function standIn(name: string, script: string): void {
  const file = join(state, 'bin', name)
  writeFileSync(file, `#!/bin/sh\nSTATE='${state}'\n${script}\n`)
  chmodSync(file, 0o755)
}

/** Notes a submission, and says what is written; `N` is its number from 1. */
const taking = (says: string) =>
  `echo "$@" >> $STATE/submitted; N=$(wc -l < $STATE/submitted | tr -d ' '); echo "${says}"`
/** Notes what was ended. */
const ending = 'echo "$@" >> $STATE/cancelled; touch $STATE/ended'

const ENGINES: Record<Engine['name'], () => void> = {
  slurm() {
    standIn('scontrol', 'echo "MaxArraySize = 1001"')
    standIn('sbatch', taking('4$N;cluster'))
    standIn('squeue', '[ -e $STATE/ended ] || echo 41_0')
    standIn('scancel', ending)
  },
  pbs() {
    standIn('qsub', taking('4$N[].server'))
    const gone = 'echo "qstat: 41[].server Job has finished, use -x" >&2; exit 35'
    standIn('qstat', `[ -e $STATE/ended ] && { ${gone}; }; echo "41[].server B main"`)
    standIn('qdel', ending)
  },
  condor() {
    standIn('condor_submit_dag', taking('1 job(s) submitted to cluster 4$N.'))
    standIn('condor_q', '[ -e $STATE/ended ] || echo 41')
    standIn('condor_rm', ending)
  },
  kubernetes() {
    const job = (conditions: string) => `{"kind": "Job", "status": {"conditions": [${conditions}]}}`
    const [waits, ended] = ['SuccessCriteriaMet', 'Complete'].map((type) =>
      job(`{"type": "${type}", "status": "True"}`),
    )
    standIn(
      'kubectl',
      `case $1 in
        replace) ${taking('job.batch/starsift-job-0 replaced')};;
        get) if [ -e $STATE/ended ]; then echo '${ended}'; else echo '${waits}'; fi;;
        delete) ${ending};;
      esac`,
    )
  },
}
const NAMES = Object.keys(ENGINES) as Engine['name'][]

async function newJob(): Promise<Job> {
  const folder = mkdtempSync(join(root, 'job-'))
  await beginJob(folder)
  return writeJob(folder, { verb: 'test', request: {}, inputs: [], nPieces: 3, shared: {} })
}

function submit(
  job: Job,
  engine: Engine['name'],
  more: { again?: boolean; mergeTo?: string } = {},
) {
  const ofPods = engine === 'kubernetes' ? { image: 'starsift:1', claim: 'data' } : {}
  const resources = { cpus: 1, extra: [], ...ofPods }
  return submitJob(job, { engine, resources, program: ['node', 'main.js'], ...more })
}

const linesOf = (name: string) =>
  existsSync(join(state, name)) ? readFileSync(join(state, name), 'utf8').trim().split('\n') : []
const kept = (job: Job) => join(job.folder, 'engine', 'submitted.json')

describe.each(NAMES)('%s', (engine) => {
  const TITLES = { slurm: 'Slurm', pbs: 'PBS', condor: 'HTCondor', kubernetes: 'Kubernetes' }

  test('a job that waits is refused a second time; one that has ended is not', async () => {
    ENGINES[engine]()
    const job = await newJob()
    const { ids } = await submit(job, engine)
    expect(ids).toHaveLength(1)
    expect(JSON.parse(readFileSync(kept(job), 'utf8'))).toEqual({ engine, ids })
    await expect(submit(job, engine)).rejects.toThrow(
      `${job.folder}: the job is in ${TITLES[engine]}'s queue already: got job ${ids[0]}; wait for`,
    )
    expect(linesOf('submitted')).toHaveLength(1)
    writeFileSync(join(state, 'ended'), '')
    await submit(job, engine)
    expect(linesOf('submitted')).toHaveLength(2)
  })

  test('of two submits at the same moment one is refused', async () => {
    ENGINES[engine]()
    const job = await newJob()
    const both = await Promise.allSettled([submit(job, engine), submit(job, engine)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(linesOf('submitted')).toHaveLength(1)
  })

  test('an engine that cannot be asked: refused with the reason, unless --again', async () => {
    ENGINES[engine]()
    const job = await newJob()
    await submit(job, engine)
    const submits = engine === 'kubernetes' ? 'replace) echo "job.batch/a replaced";;' : ''
    const asks = { slurm: 'squeue', pbs: 'qstat', condor: 'condor_q', kubernetes: 'kubectl' }
    standIn(asks[engine], `case $1 in ${submits} *) echo 'no route to host' >&2; exit 3;; esac`)
    await expect(submit(job, engine)).rejects.toThrow(
      /submitted before; does it still wait\? `.+` does not tell: got no route to host; .*--again/,
    )
    await submit(job, engine, { again: true })
  })

  test('what was refused is not kept; what was stopped before the answer is', async () => {
    ENGINES[engine]()
    const job = await newJob()
    const submits = { slurm: 'sbatch', pbs: 'qsub', condor: 'condor_submit_dag' } as const
    standIn(
      engine === 'kubernetes' ? 'kubectl' : submits[engine],
      'echo "no such queue" >&2; exit 1',
    )
    await expect(submit(job, engine)).rejects.toThrow(/ refused: got no such queue/)
    expect(existsSync(kept(job))).toBe(false)
    ENGINES[engine]()
    writeFileSync(kept(job), JSON.stringify({ engine, ids: [] }))
    await expect(submit(job, engine)).rejects.toThrow('nobody knows what came of it')
    await submit(job, engine, { again: true })
    expect(linesOf('submitted')).toHaveLength(1)
  })

  test('cancel ends what is there, and nothing that has ended', async () => {
    ENGINES[engine]()
    const job = await newJob()
    const { ids } = await submit(job, engine)
    expect(await cancelSubmitted(job)).toEqual(ids)
    expect(linesOf('cancelled')).toHaveLength(1)
    expect(await cancelSubmitted(job)).toEqual([])
    expect(linesOf('cancelled')).toHaveLength(1)
  })
})

test('a job with one engine is refused to another', async () => {
  for (const name of NAMES) ENGINES[name]()
  const job = await newJob()
  await submit(job, 'pbs')
  await expect(submit(job, 'slurm')).rejects.toThrow("the job is in PBS's queue already")
})

test('the merge that waits counts too', async () => {
  ENGINES.pbs()
  const job = await newJob()
  const { ids } = await submit(job, 'pbs', { mergeTo: 'classes.fits' })
  expect(ids).toEqual(['41[].server', '42[].server'])
  const only = '[ "$1" = "42[].server" ] || { echo "qstat: Unknown Job Id" >&2; exit 153; }'
  standIn('qstat', only)
  await expect(submit(job, 'pbs')).rejects.toThrow('got job 42[].server')
})

test('a command that is killed may have given the job to the engine', async () => {
  ENGINES.slurm()
  standIn('sbatch', `${taking('4$N')}; kill -9 $$`)
  const job = await newJob()
  await expect(submit(job, 'slurm')).rejects.toThrow('sbatch was ended before it answered')
  await expect(submit(job, 'slurm')).rejects.toThrow('nobody knows what came of it')
  expect(linesOf('submitted')).toHaveLength(1)
})

test('an answer without a number is said, and the submission is kept', async () => {
  ENGINES.condor()
  standIn('condor_submit_dag', 'echo "done, somehow"')
  const job = await newJob()
  await expect(submit(job, 'condor')).rejects.toThrow('gave no number that is known here')
  await expect(submit(job, 'condor')).rejects.toThrow('nobody knows what came of it')
})
