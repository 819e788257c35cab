import { expect, test } from 'vitest'
import { condor } from '../../src/jobs/condor.js'
import {
  type Resources,
  rangesOf,
  refuseLacking,
  shellWord,
  type Tasks,
} from '../../src/jobs/engine.js'
import { kubernetes } from '../../src/jobs/kubernetes.js'
import { pbs } from '../../src/jobs/pbs.js'
import { slurm } from '../../src/jobs/slurm.js'

// What each line means, with the page of the engine's manual, stands at the head of each engine's
// file.

const program = ['/usr/bin/node', '/opt/starsift/dist/cli/main.js']

/** All tasks of a job, and its merge. */
function tasksOf(folder: string, mergeTo = '/data/classes.fits'): Tasks {
  return {
    ...{ folder, name: 'starsift-job', id: '3f9a0c77', tasks: [0, 1, 2], nTasks: 3 },
    work: [...program, 'work', folder, '--pieces-a-task', '4'],
    merge: [...program, 'merge', folder, '--out', mergeTo],
  }
}

const whole = tasksOf('/data/my job')
const some: Tasks = { ...tasksOf('/data/job'), tasks: [1], merge: undefined }
const few: Resources = { cpus: 1, extra: [] }
const many: Resources = {
  ...{ partition: 'long', time: '02:00:00', mem: '4G', cpus: 2 },
  extra: ['--account=astro'],
}

const text = (files: ReadonlyMap<string, string>) =>
  [...files].map(([name, lines]) => `== ${name}\n${lines}`).join('')

test('Slurm: an array, and a merge after it', () => {
  expect(text(slurm.files(whole, { ...many, gres: 'gpu:1' }))).toBe(`== array.sh
#!/bin/sh
#SBATCH --job-name=starsift-job
#SBATCH --array=0-2
#SBATCH --requeue
#SBATCH --cpus-per-task=2
#SBATCH --partition=long
#SBATCH --time=02:00:00
#SBATCH --mem=4G
#SBATCH --gres=gpu:1
#SBATCH --account=astro
#SBATCH '--output=/data/my job/engine/slurm-%A_%a.out'
#SBATCH --open-mode=append
exec /usr/bin/node /opt/starsift/dist/cli/main.js work '/data/my job' --pieces-a-task 4
== merge.sh
#!/bin/sh
#SBATCH --job-name=starsift-job-merge
#SBATCH --partition=long
#SBATCH --time=02:00:00
#SBATCH --mem=4G
#SBATCH --gres=gpu:1
#SBATCH --account=astro
#SBATCH '--output=/data/my job/engine/slurm-%j.out'
exec /usr/bin/node /opt/starsift/dist/cli/main.js merge '/data/my job' --out /data/classes.fits
`)
})

test('PBS: an array, and a merge after it', () => {
  expect(text(pbs.files(whole, { ...many, extra: ['-A astro'] }))).toBe(`== array.sh
#!/bin/sh
#PBS -N starsift-job
#PBS -J 0-2
#PBS -r y
#PBS -l select=1:ncpus=2:mem=4G
#PBS -l walltime=02:00:00
#PBS -q long
#PBS -j oe
#PBS -o '/data/my job/engine/'
#PBS -A astro
exec /usr/bin/node /opt/starsift/dist/cli/main.js work '/data/my job' --pieces-a-task 4
== merge.sh
#!/bin/sh
#PBS -N starsift--merge
#PBS -l select=1:ncpus=2:mem=4G
#PBS -l walltime=02:00:00
#PBS -q long
#PBS -j oe
#PBS -o '/data/my job/engine/'
#PBS -A astro
exec /usr/bin/node /opt/starsift/dist/cli/main.js merge '/data/my job' --out /data/classes.fits
`)
})

test('PBS has no array of one: the number stands in the command', () => {
  const lines = text(pbs.files(some, few))
  expect(lines).not.toContain('#PBS -J')
  expect(lines).toContain('main.js work /data/job --pieces-a-task 4 --piece 1\n')
})

const WORK = "/opt/starsift/dist/cli/main.js work '/data/my job'"

test('HTCondor: a cluster, and a merge after it', () => {
  expect(
    text(condor.files(tasksOf('/data/my job', '/data/my job.fits'), { ...few, mem: '2GB' })),
  ).toBe(`== array.sub
executable = /usr/bin/node
arguments = "${WORK} --pieces-a-task 4 --piece $(Process)"
output = /data/my job/engine/array-$(Process).out
error = /data/my job/engine/array-$(Process).out
log = /data/my job/engine/condor.log
should_transfer_files = NO
request_cpus = 1
request_memory = 2GB
max_retries = 2
queue 3
== merge.sub
executable = /usr/bin/node
arguments = "/opt/starsift/dist/cli/main.js merge '/data/my job' --out '/data/my job.fits'"
output = /data/my job/engine/merge.out
error = /data/my job/engine/merge.out
log = /data/my job/engine/condor.log
should_transfer_files = NO
request_cpus = 1
request_memory = 2GB
max_retries = 2
queue
== job.dag
JOB array /data/my job/engine/array.sub
JOB merge /data/my job/engine/merge.sub
PARENT array CHILD merge
`)
})

test('HTCondor takes a list of what is left', () => {
  const lines = text(condor.files({ ...some, tasks: [0, 2] }, few))
  expect(lines).toContain('--piece $(task)"\n')
  expect(lines).toContain('\nqueue task in (0, 2)\n')
})

test('Kubernetes: an Indexed Job', () => {
  const asked = { ...few, mem: '2Gi', image: 'registry/starsift:1', claim: 'data' }
  const files = kubernetes.files(tasksOf('/data/job'), asked)
  expect(files.get('array.yaml')).toBe(`apiVersion: batch/v1
kind: Job
metadata:
  name: starsift-job-3f9a0c77
spec:
  completions: 3
  parallelism: 3
  completionMode: Indexed
  backoffLimitPerIndex: 2
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: starsift
          image: registry/starsift:1
          command:
            - /usr/bin/node
            - /opt/starsift/dist/cli/main.js
            - work
            - /data/job
            - --pieces-a-task
            - "4"
          resources:
            requests:
              cpu: 1
              memory: 2Gi
            limits:
              cpu: 1
              memory: 2Gi
          volumeMounts:
            - name: job
              mountPath: /data
      volumes:
        - name: job
          persistentVolumeClaim:
            claimName: data
`)
  expect(files.get('merge.yaml')).toContain('name: starsift-job-3f9a0c77-merge\n')
})

test.each([
  [slurm, { image: 'starsift:1' }, '--image with --slurm'],
  [pbs, { gres: 'gpu:1' }, '--gres with --pbs'],
  [condor, { time: '1' }, '--time with --condor'],
  [kubernetes, { partition: 'long' }, '--partition with --kubernetes'],
  [kubernetes, { extra: ['--account=astro'] }, '--extra with --kubernetes'],
] as const)('$name refuses a word that it does not know', (engine, asked, said) => {
  expect(() => refuseLacking(engine, { ...few, ...asked })).toThrow(said)
  expect(() => refuseLacking(engine, few)).not.toThrow()
})

test('Kubernetes needs an image and a claim', () => {
  expect(() => kubernetes.files(whole, few)).toThrow('--image NAME')
})

test('numbers become ranges', () => {
  expect(rangesOf([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8')
  expect(rangesOf([3])).toBe('3')
})

test('words for a shell', () => {
  expect(['a/b.c', "it's", '', '$x'].map(shellWord)).toEqual(['a/b.c', "'it'\\''s'", "''", "'$x'"])
})
