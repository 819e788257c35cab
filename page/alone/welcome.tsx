/** What is seen first: what the page does, what it needs, and that nothing is uploaded. */
import { filesOfInput } from './files-of-drop.js'
import { Fault } from './notes-list.js'
import type { Work } from './work.js'

const TABLES =
  'CSV, ECSV, FITS, VOTable, Parquet, IPAC, CDS with its ReadMe, JSON lines, NumPy, Source ' +
  'Extractor, DAOPHOT, plain columns, DS9 regions'

export function Welcome({ work }: { work: Work }) {
  const failure = work.failure.value
  return (
    <>
      <header class="alone-welcome">
        <h1>starsift</h1>
        <p>Gives the star-cluster candidates of a Hubble field their classes, in this browser.</p>
      </header>
      {failure && <Fault failure={failure} />}
      <section class="drop-here">
        <DropSign />
        <h2>Drop the mosaics of a field and its catalogue here</h2>
        <p class="soft">single files, a folder, or an archive (.tar.gz, .zip)</p>
        <Pickers work={work} />
      </section>
      <div class="alone-columns">
        <section>
          <h3>Nothing is uploaded</h3>
          <p>
            A program inside this page reads your files where they are. The page forbids the browser
            to send anything to another host, and it works without a network once it is loaded.
          </p>
        </section>
        <Needs work={work} />
        <section>
          <h3>No data at hand?</h3>
          <p>
            A small simulated field comes with the page: five bands of 256 px, 48 sources, 1.4 MB.
          </p>
          <button type="button" onClick={() => void work.addExample()}>
            Try the example
          </button>
        </section>
      </div>
    </>
  )
}

function Needs({ work }: { work: Work }) {
  const model = work.abilities.value
  return (
    <section>
      <h3>What it needs</h3>
      <dl class="needs">
        <dt>Mosaics</dt>
        <dd>
          one FITS image for each filter, on one pixel grid (.fits, also .fz, .gz, .bz2, .zst)
          {model && (
            <>
              : {model.bands.map((accepts) => accepts.join(' or ')).join(', ')}
              {model.fewestBands < model.bands.length &&
                `; at least ${model.fewestBands} of these ${model.bands.length}`}
            </>
          )}
        </dd>
        <dt>Catalogue</dt>
        <dd title={TABLES}>
          candidates with positions: x and y, or RA and Dec, in any usual table format
        </dd>
      </dl>
    </section>
  )
}

/** Buttons for those who do not drag. */
export function Pickers({ work }: { work: Work }) {
  const take = (event: { readonly currentTarget: HTMLInputElement }) => {
    void work.add(filesOfInput(event.currentTarget.files))
    event.currentTarget.value = ''
  }
  return (
    <p class="pickers">
      <label class="picker">
        Choose files
        <input class="hidden" type="file" multiple onChange={take} />
      </label>
      <label class="picker">
        Choose a folder
        <input class="hidden" type="file" multiple {...{ webkitdirectory: true }} onChange={take} />
      </label>
    </p>
  )
}

function DropSign() {
  return (
    <svg class="drop-sign" viewBox="0 0 64 48" aria-hidden="true">
      <rect x="6" y="10" width="34" height="34" rx="3" />
      <rect x="12" y="5" width="34" height="34" rx="3" />
      <circle cx="24" cy="18" r="4" />
      <circle cx="36" cy="28" r="2.4" />
      <circle cx="20" cy="31" r="1.6" />
      <path d="M56 12v18m-6-6l6 6 6-6" />
    </svg>
  )
}
