/** What a person may say of the files, in place of what they say themselves. */
import type { Asked } from './choice.js'
import { Choose, ColumnChoice, Words } from './question-fields.js'
import type { Work } from './work.js'

interface QuestionsProps {
  readonly work: Work
  readonly disabled: boolean
  readonly columns: readonly string[]
}

const ORIGINS = [
  [undefined, 'as the catalogue says'],
  [0, '0 (numpy, photutils, PHANGS-HST)'],
  [1, '1 (FITS, DS9, Source Extractor, LEGUS)'],
] as const

const ORIENTATIONS = [
  [1, '1'],
  [2, '2: a little better, twice the time'],
  [8, '8: eight times the time'],
] as const

/** Each question names the option of the command line, for messages speak of options. */
export function Questions({ work, disabled, columns }: QuestionsProps) {
  const { asked } = work.choice.value
  const readFormats = work.abilities.value?.readFormats ?? []
  const formats = readFormats.map((name) => [name, name] as const)
  const of = <K extends keyof Asked>(key: K, label: string) => ({
    ...{ label, option: key === 'classColumn' ? '--class-column' : `--${key}` },
    value: asked[key],
    onSay: (value: Asked[K]) => say(work, { [key]: value }),
  })
  return (
    <fieldset disabled={disabled}>
      <legend class="hidden">How the files are read</legend>
      <Choose {...of('origin', 'x and y of the first pixel')} choices={ORIGINS} />
      <ColumnChoice {...of('x', 'Column of x')} columns={columns} />
      <ColumnChoice {...of('y', 'Column of y')} columns={columns} />
      <ColumnChoice {...of('ra', 'Column of right ascension')} columns={columns} />
      <ColumnChoice {...of('dec', 'Column of declination')} columns={columns} />
      <Words {...of('frame', 'Frame of these coordinates')} hint="icrs, fk5, fk4, galactic" />
      <ColumnChoice {...of('id', 'Column of the ids')} columns={columns} />
      <ColumnChoice {...of('classColumn', "Column of people's classes")} columns={columns} />
      <Words {...of('hdu', 'Which table of the file')} hint="its name or number" />
      <Choose
        {...of('format', 'Format of the catalogue')}
        choices={[[undefined, 'as its content says'], ...formats]}
      />
      <Words {...of('band', 'A filter in place of another')} hint="F606W=F555W" />
      <Words {...of('unit', 'Unit of the pixels')} hint="as BUNIT says" />
      <Words {...of('prefix', 'Names of the new columns begin with')} hint="ml" />
      <Choose
        {...of('orientations', 'Orientations to average over')}
        value={asked.orientations ?? 1}
        choices={ORIENTATIONS}
      />
      <GpuChoice work={work} />
    </fieldset>
  )
}

/** What is not said is left out. */
function say(work: Work, more: Partial<Asked>): void {
  const { value } = work.choice
  const all = Object.entries({ ...value.asked, ...more }).filter(([, one]) => one !== undefined)
  void work.choose({ ...value, asked: Object.fromEntries(all) })
}

function GpuChoice({ work }: { work: Work }) {
  return (
    <label>
      <span>
        Graphics processor <span class="soft">(WebGPU)</span>
      </span>
      <select
        value={work.usesGpu.value ? 'yes' : 'no'}
        onChange={(event) => work.setGpu(event.currentTarget.value === 'yes')}
      >
        <option value="yes">if it answers as the CPU does</option>
        <option value="no">no: exactly as the command line</option>
      </select>
    </label>
  )
}
