/**
 * A run whose members are trained apart, each by its own process: a member alone, and the run that
 * is put together from members that are done.
 */
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeTextAtomically } from '../files/index.js'
import { ERROR } from './experiment.js'
import { type MemberHooks, trainMember } from './member.js'
import type { RunSettings } from './options.js'
import { prepare } from './prepare.js'
import { RESULT } from './result.js'
import { membersOf, openRun } from './run-folder.js'

/**
 * Trains one member of a run in a folder of its own. A member that was begun there goes on.
 *
 * @param member counted from 0
 * @throws InputError if the data do not fit the recipe
 */
export async function trainOneMember(
  settings: RunSettings,
  member: number,
  folder: string,
  hooks: MemberHooks,
): Promise<void> {
  const prepared = await prepare(settings)
  const { seed } = membersOf(settings)[member]
  await trainMember(prepared, { folder, seed }, hooks)
}

/**
 * Puts members that are done where the run has them. Afterwards the run goes on as if it had
 * trained them itself.
 *
 * @param folders of the members
 * @throws InputError if another run is in the folder
 */
export async function placeMembers(
  settings: RunSettings,
  folders: readonly string[],
): Promise<void> {
  const members = await openRun(await prepare(settings), { resume: true })
  for (const [i, { folder }] of members.entries()) await copyMember(folders[i], folder)
}

/** The result comes last: with it the member is done. */
async function copyMember(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => name !== RESULT)
  for (const name of [...names, RESULT]) await copyFile(join(from, name), join(to, name))
}

/** Says that a cell of an experiment failed, as the experiment would have said it. */
export async function placeError(settings: RunSettings, error: string): Promise<void> {
  await mkdir(settings.out, { recursive: true })
  await writeTextAtomically(join(settings.out, ERROR), `${error}\n`)
}
