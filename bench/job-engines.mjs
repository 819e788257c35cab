// The Slurm and the Redis of bench/jobs.mjs: those of the tests, started for as long as it runs.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { starsift } from './job-processes.mjs'

const setup = join(import.meta.dirname, '../test/setup')

/**
 * Starts what the ways need.
 *
 * @param folder for what they write
 */
export async function openSlurmAndRedis(ways, folder) {
  const slurm = ways.includes('slurm') ? await openSlurm(folder) : undefined
  const queue = ways.includes('queue') ? await openQueue(folder) : undefined
  return {
    ...{ slurm, queue },
    async stop() {
      await slurm?.stop()
      await queue?.stop()
    },
  }
}

/** A file of the tests' set-up, which is TypeScript. */
async function setupFile(name, folder) {
  const bundle = await rolldown({ input: join(setup, `${name}.ts`), platform: 'node' })
  const file = join(folder, `${name}.mjs`)
  await bundle.write({ file, format: 'esm' })
  return import(pathToFileURL(file).href)
}

async function openSlurm(folder) {
  const { startSlurm, until } = await setupFile('slurm-cluster', folder)
  const cluster = await startSlurm()
  return {
    stop: () => cluster.stop(),
    /** Submits a job, and waits until its array has ended. */
    async run(job, [node, main]) {
      execFileSync(node, [main, 'submit', job, '--slurm'], { env: cluster.env, stdio: 'pipe' })
      const isEmpty = () => cluster.slurm('squeue', '--noheader').trim() === ''
      await until(isEmpty, 'the array has ended', 3_600_000)
    },
  }
}

async function openQueue(folder) {
  const { RedisServer } = await setupFile('redis', folder)
  const files = join(folder, 'redis')
  mkdirSync(files)
  const redis = new RedisServer(() => files)
  await redis.start()
  return {
    stop: () => redis.kill(),
    /** Submits a job, and works until the queue is empty. */
    async run(job, nWorkers) {
      await starsift('submit', job, '--queue', redis.url)
      const words = ['work', '--queue', redis.url, '--until-empty', '--threads', '1']
      await Promise.all(Array.from({ length: nWorkers }, () => starsift(...words)))
    },
  }
}
