/** The files that were dropped, and what each is used as. */
import { fileNameOf } from '../../src/bytes/index.js'
import type { ReadyFile } from './ready-files.js'
import { Pickers } from './welcome.js'
import type { Work } from './work.js'

export function FilesPanel({ work }: { work: Work }) {
  const files = work.files.value
  const used = files.filter(({ kind }) => kind !== 'other' && kind !== 'readme')
  const others = files.filter((file) => !used.includes(file))
  const isBusy = work.stage.value.is !== 'idle'
  return (
    <section class="alone-panel files-panel" aria-label="Files">
      <table>
        <thead>
          <tr>
            <th scope="col">Use as</th>
            <th scope="col">File</th>
            <th scope="col" class="number">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {used.map((file) => (
            <FileLine key={file.path} file={file} work={work} disabled={isBusy} />
          ))}
        </tbody>
      </table>
      {others.length > 0 && (
        <p class="soft">
          Beside them:{' '}
          {others
            .slice(0, 8)
            .map(({ path }) => fileNameOf(path))
            .join(', ')}
          {others.length > 8 && ` and ${others.length - 8} more`}
        </p>
      )}
      <Pickers work={work} />
    </section>
  )
}

function FileLine(props: { file: ReadyFile; work: Work; disabled: boolean }) {
  const { file, work, disabled } = props
  const { path, content } = file
  const use = useOf(file, work)
  return (
    <tr class={use === 'nothing' ? 'unused' : ''}>
      <td>
        <select
          aria-label={`Use ${path} as`}
          value={use}
          disabled={disabled}
          onChange={(event) => setUse(file, event.currentTarget.value, work)}
        >
          {usesOf(file, work).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      </td>
      <td class="path">{path}</td>
      <td class="number">{sizeText(content.size)}</td>
    </tr>
  )
}

/** Its filter, where the field is open. */
function mosaicWord({ path }: ReadyFile, work: Work): string {
  const band = work.summary.value?.bands.find(({ file }) => file === path)
  return band ? `mosaic ${band.filter}` : 'mosaic'
}

function usesOf(file: ReadyFile, work: Work): (readonly [string, string])[] {
  if (file.kind === 'mosaic')
    return [
      ['mosaic', mosaicWord(file, work)],
      ['nothing', 'not used'],
    ]
  if (file.kind === 'model')
    return [
      ['model', 'model'],
      ['nothing', 'not used'],
    ]
  return [
    ['catalogue', 'catalogue'],
    ['nothing', 'not used'],
  ]
}

function useOf({ kind, path }: ReadyFile, { choice }: Work): string {
  const { leftOut, catalogue, model } = choice.value
  if (kind === 'mosaic') return leftOut.includes(path) ? 'nothing' : 'mosaic'
  if (kind === 'model') return model === path ? 'model' : 'nothing'
  return catalogue === path ? 'catalogue' : 'nothing'
}

function setUse({ kind, path }: ReadyFile, use: string, work: Work): void {
  const choice = work.choice.value
  const isUsed = use !== 'nothing'
  if (kind === 'mosaic') {
    const leftOut = choice.leftOut.filter((one) => one !== path)
    void work.choose({ ...choice, leftOut: isUsed ? leftOut : [...leftOut, path] })
  } else if (kind === 'model') void work.choose({ ...choice, model: isUsed ? path : undefined })
  else void work.choose({ ...choice, catalogue: isUsed ? path : undefined })
}

function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3)).toLocaleString('en')} kB`
  return `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`
}
