/** How the files are read: what was found, what is asked, and the button that begins. */
import type { TableFormat } from '../../src/tables/index.js'
import type { Asked } from './choice.js'
import { NotesList } from './notes-list.js'
import type { Work } from './work.js'

export function ReadingPanel({ work }: { work: Work }) {
  const summary = work.summary.value!
  const { bands, width, height, scaleArcsec, catalogue, notes } = summary
  const failure = summary.failure ?? summary.obstacle
  const isBusy = work.stage.value.is !== 'idle'
  const isDone = work.outcome.value !== null
  return (
    <section class="alone-panel reading-panel" aria-label="What was found">
      <p class="found">
        {bands.length > 0 && (
          <>
            <b>{bands.map(({ filter }) => filter).join(', ')}</b>: {width.toLocaleString('en')} ×{' '}
            {height.toLocaleString('en')} px
            {scaleArcsec !== undefined && `, ${scaleArcsec.toPrecision(3)} arcsec a pixel`}.{' '}
          </>
        )}
        {catalogue && (
          <>
            <b>{catalogue.nRows.toLocaleString('en')}</b> candidates.
          </>
        )}
      </p>
      {!isDone && <NotesList notes={notes} />}
      <details class="asked" open={failure !== undefined}>
        <summary>How the files are read</summary>
        <Questions work={work} disabled={isBusy} columns={catalogue?.columns ?? []} />
      </details>
      {!failure && !isDone && !isBusy && catalogue && (
        <button type="button" class="main" onClick={() => void work.classify()}>
          Classify {catalogue.nRows.toLocaleString('en')} candidates
        </button>
      )}
    </section>
  )
}

interface QuestionsProps {
  readonly work: Work
  readonly disabled: boolean
  readonly columns: readonly string[]
}

/** Each question names the option of the command line, for messages speak of options. */
function Questions({ work, disabled, columns }: QuestionsProps) {
  const { asked } = work.choice.value
  const formats = work.abilities.value?.readFormats ?? []
  const set = (more: Partial<Asked>) => {
    const all = Object.entries({ ...asked, ...more }).filter(([, value]) => value !== undefined)
    void work.choose({ ...work.choice.value, asked: Object.fromEntries(all) })
  }
  const column = (key: 'x' | 'y' | 'ra' | 'dec' | 'id' | 'classColumn', label: string) => (
    <ColumnChoice
      {...{ label, disabled, columns, value: asked[key] }}
      option={key === 'classColumn' ? '--class-column' : `--${key}`}
      onChoose={(value) => set({ [key]: value })}
    />
  )
  return (
    <fieldset disabled={disabled}>
      <legend class="hidden">How the files are read</legend>
      <Choose
        label="x and y of the first pixel"
        option="--origin"
        value={asked.origin === undefined ? '' : `${asked.origin}`}
        choices={[
          ['', 'as the catalogue says'],
          ['0', '0 (numpy, photutils, PHANGS-HST)'],
          ['1', '1 (FITS, DS9, Source Extractor, LEGUS)'],
        ]}
        onChoose={(text) => set({ origin: text === undefined ? undefined : text === '0' ? 0 : 1 })}
      />
      {column('x', 'Column of x')}
      {column('y', 'Column of y')}
      {column('ra', 'Column of right ascension')}
      {column('dec', 'Column of declination')}
      <Words
        label="Frame of these coordinates"
        option="--frame"
        hint="icrs, fk5, fk4, galactic"
        value={asked.frame}
        onSay={(frame) => set({ frame })}
      />
      {column('id', 'Column of the ids')}
      {column('classColumn', "Column of people's classes")}
      <Words
        label="Which table of the file"
        option="--hdu"
        hint="its name or number"
        value={asked.hdu}
        onSay={(hdu) => set({ hdu })}
      />
      <Choose
        label="Format of the catalogue"
        option="--format"
        value={asked.format ?? ''}
        choices={[['', 'as its content says'], ...formats.map((name) => [name, name] as const)]}
        onChoose={(format) => set({ format: format as TableFormat | undefined })}
      />
      <Words
        label="A filter in place of another"
        option="--band"
        hint="F606W=F555W"
        value={asked.band}
        onSay={(band) => set({ band })}
      />
      <Words
        label="Unit of the pixels"
        option="--unit"
        hint="as BUNIT says"
        value={asked.unit}
        onSay={(unit) => set({ unit })}
      />
      <Words
        label="Names of the new columns begin with"
        option="--prefix"
        hint="ml"
        value={asked.prefix}
        onSay={(prefix) => set({ prefix })}
      />
      <Choose
        label="Orientations to average over"
        option="--orientations"
        value={`${asked.orientations ?? 1}`}
        choices={[
          ['1', '1'],
          ['2', '2: a little better, twice the time'],
          ['8', '8: eight times the time'],
        ]}
        onChoose={(text) => set({ orientations: text === '8' ? 8 : text === '2' ? 2 : 1 })}
      />
      <label>
        <span>
          Graphics processor <span class="soft">(WebGPU)</span>
        </span>
        <select
          value={work.usesGpu.value ? 'yes' : 'no'}
          onChange={(event) => work.setGpu(event.currentTarget.value === 'yes')}
        >
          <option value="yes">where there is one, and it answers as the CPU does</option>
          <option value="no">no: exactly as the command line</option>
        </select>
      </label>
    </fieldset>
  )
}

interface ChooseProps {
  readonly label: string
  readonly option: string
  readonly value: string
  readonly choices: readonly (readonly [value: string, word: string])[]
  /** Undefined is the first choice, where its value is empty. */
  onChoose(value: string | undefined): void
}

function Choose({ label, option, value, choices, onChoose }: ChooseProps) {
  return (
    <label>
      <Question label={label} option={option} />
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value || undefined)}>
        {choices.map(([one, word]) => (
          <option key={one} value={one}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
}

interface ColumnChoiceProps extends Omit<ChooseProps, 'choices' | 'value'> {
  readonly value: string | undefined
  readonly columns: readonly string[]
}

function ColumnChoice({ columns, value, ...rest }: ColumnChoiceProps) {
  const names = value === undefined || columns.includes(value) ? columns : [value, ...columns]
  const choices = [['', 'found by its name'], ...names.map((name) => [name, name])] as const
  return <Choose {...rest} value={value ?? ''} choices={choices as ChooseProps['choices']} />
}

interface WordsProps {
  readonly label: string
  readonly option: string
  readonly hint: string
  readonly value: string | undefined
  onSay(words: string | undefined): void
}

function Words({ label, option, hint, value, onSay }: WordsProps) {
  return (
    <label>
      <Question label={label} option={option} />
      <input
        type="text"
        placeholder={hint}
        value={value ?? ''}
        onChange={(event) => onSay(event.currentTarget.value.trim() || undefined)}
      />
    </label>
  )
}

function Question({ label, option }: { label: string; option: string }) {
  return (
    <span>
      {label} <code class="soft">{option}</code>
    </span>
  )
}
