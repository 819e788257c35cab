/**
 * The frame that all pages share: one HTML file that needs nothing but itself, with one style sheet
 * for light, dark and print.
 */
import { createHash } from 'node:crypto'
import { Html, html, type Insert } from './html.js'

export interface Document {
  readonly title: string
  /** Values of the classes whose markers the page can hide. */
  readonly classes?: readonly number[]
  /** CSS of this page, after the CSS of all pages. */
  readonly style?: string
  /**
   * What the page may load beside its own style, script and pictures, in the words of a
   * Content-Security-Policy.
   */
  readonly allows?: string
  /** The text under the title. */
  readonly summary: Html
  readonly content: readonly Html[]
  readonly script?: string
}

/**
 * Tells the style sheet that scripts run, before anything is drawn: what is meant for a page
 * without scripts, such as 100,000 markers in SVG, would take the browser several seconds.
 */
const MARK_SCRIPTED = "document.documentElement.classList.add('scripted')"

/**
 * The whole page. Equal parts give equal text. The browser runs and applies nothing but the
 * scripts and the one style sheet whose hashes the page names: what came in by way of a name in a
 * catalogue could not act, even if it were markup. So no element has a `style` of its own.
 */
export function htmlDocument(document: Document): string {
  const { title, classes = [], allows, summary, content, script } = document
  const style = styleSheet(classes) + (document.style ?? '')
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src ${hashOf(style)}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(MARK_SCRIPTED)} ${hashOf(script)}`]),
    ...(allows ? [allows] : []),
  ]
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
 content="${new Html(policy.join('; '))}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Html(style)}</style>
${script !== undefined && html`<script>${new Html(MARK_SCRIPTED)}</script>`}
</head>
<body>
<main>
<header>
<h1>${title}</h1>
${summary}
</header>
${content}
</main>
${script !== undefined && html`<script>${new Html(script)}</script>`}
</body>
</html>
`)
}

/** The text of an element as a Content-Security-Policy names it. */
function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** A list of terms and facts; facts that are undefined, false or empty are not shown. */
export function definitionList(facts: readonly (readonly [string, Insert])[]): Html {
  const known = facts.filter(([, fact]) => fact !== undefined && fact !== false && fact !== '')
  return html`<dl>${known.map(([term, fact]) => html`<dt>${term}</dt><dd>${fact}</dd>`)}</dl>`
}

/** A section with its title. */
export function section(title: string, content: Html): Html {
  return html`<section><h2>${title}</h2>
${content}
</section>`
}

/** @param classes values of the classes; each class gets a rule that hides its markers */
function styleSheet(classes: readonly number[]): string {
  const toggles = [0, ...classes].map(
    (value) => `.field:has(#show-${value}:not(:checked)) .class-${value}{display:none}`,
  )
  return [COLORS, TEXT, FIELD, GALLERY, TABLES, ROWS, ...toggles, PRINT].join('\n').trim()
}

const COLORS = `
:root{color-scheme:light dark;--paper:#fcfcfb;--ink:#1d2026;--soft:#5a606b;--line:#d9dbdf;
--quiet:#f0f1f2;--link:#0a5c9e;--warn:#7a2e00;--warn-paper:#fff1e3;--chip:#15181d}
@media (prefers-color-scheme:dark){:root{--paper:#121417;--ink:#e4e6ea;--soft:#9ba2ad;
--line:#30343b;
--quiet:#1b1e23;--link:#7cbcf0;--warn:#ffc896;--warn-paper:#38200c;--chip:#000}}
`

const TEXT = `
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,-apple-system,
"Segoe UI","Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1384px;margin:0 auto;padding:28px 20px 56px}
h1{font-size:27px;line-height:1.2;font-weight:650;letter-spacing:-.015em;margin:0 0 6px;
overflow-wrap:anywhere}
h2{font-size:17px;font-weight:650;letter-spacing:-.005em;margin:40px 0 10px;padding-top:12px;
border-top:1px solid var(--line)}
h3{font-size:14px;font-weight:650;margin:20px 0 6px}
h4{font-size:12px;font-weight:500;color:var(--soft);margin:8px 0 4px}
p{margin:0 0 10px}
figure{margin:0}
code{font:12px/1.45 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
overflow-wrap:anywhere}
small,figcaption,.note,.hint,caption{color:var(--soft);font-size:12.5px}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.summary{font-size:16px;max-width:92ch;margin:0}
.banner{margin:14px 0 0;padding:9px 14px;border-left:4px solid;color:var(--warn);
background:var(--warn-paper);font-weight:600;font-size:15px}
.note{max-width:100ch}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:0 48px}
`

const FIELD = `
#field{scroll-margin-top:4px}
header+section h2{border:0;margin:22px 0 0;padding:0;position:absolute;clip-path:inset(50%)}
header+section{padding-top:22px}
.field{display:grid;grid-template-columns:min(100% - 336px,78vh*var(--ratio)) minmax(308px,1fr);
gap:0 28px;align-items:start}
.field figcaption{max-width:520px}
@media (max-width:900px){.field{grid-template-columns:minmax(0,1fr);gap:14px}}
.stage{position:relative;overflow:hidden;background:#000;aspect-ratio:var(--ratio);
border-radius:2px;
touch-action:pan-y;user-select:none}
.scripted .stage{cursor:grab}.scripted .stage:active{cursor:grabbing}
.picture,.overlay,.stage canvas{position:absolute;inset:0;width:100%;height:100%}
.picture{transform-origin:0 0}
.picture img{position:absolute;left:0;bottom:0;pointer-events:none}
.picture.crisp img{image-rendering:pixelated}
.overlay path,.symbol path{fill:none;stroke-linecap:round}
.scripted .overlay{display:none}
.stage canvas{pointer-events:none}
.scale{position:absolute;left:16px;bottom:14px;min-width:24px;color:#fff;text-align:center;
white-space:nowrap;font-size:12.5px;line-height:1.5;border-bottom:2px solid;
text-shadow:0 0 3px #000,0 0 3px #000;
filter:drop-shadow(0 0 1px #000)}
.compass{position:absolute;right:10px;bottom:8px;width:64px;fill:#fff;stroke:#fff;
filter:drop-shadow(0 0 1px #000)}
.compass path{stroke-width:1.6}
.compass text{stroke:none;font-size:12px;text-anchor:middle;dominant-baseline:central}
.zoom{position:absolute;right:10px;top:10px;display:none;gap:1px}
.scripted .zoom{display:flex}
.zoom button{min-width:28px;padding:0 6px;height:28px;border:0;background:#2a2f37d9;color:#fff;
font:14px/1 system-ui,sans-serif;
cursor:pointer}
.zoom button:hover{background:#454c58}
.tip{position:absolute;padding:5px 9px;background:#0d0f12e6;color:#fff;border:1px solid #4a505a;
border-radius:3px;font-size:12.5px;line-height:1.4;white-space:pre;pointer-events:none}
.legend{list-style:none;margin:0 0 16px;padding:0;color:var(--ink);font-size:14px}
.legend label{display:grid;grid-template-columns:auto 26px 1fr auto 52px;gap:0 8px;
align-items:center;
padding:6px 0;border-bottom:1px solid var(--line);cursor:pointer}
.legend input{margin:0;accent-color:var(--soft)}
.legend span{line-height:1.25}
.legend b,.legend small{text-align:right;font-weight:600}
.legend small{font-weight:400}
.legend label:has(input:not(:checked)) :not(input){opacity:.5}
.symbol{width:22px;height:22px;background:var(--chip);border-radius:3px;vertical-align:-6px;
stroke-width:.3;margin-right:8px;flex:none}
.legend .symbol{margin:0;width:26px;height:26px}
html:not(.scripted) .hint{display:none}
`

const GALLERY = `
.class-gallery{margin-top:18px}
.class-gallery h3{margin:0 0 2px}
.stamps{display:flex;flex-wrap:wrap;gap:8px 6px}
.stamps figure{width:var(--side)}
.stamps a{position:relative;display:block;line-height:0}
.stamps img{image-rendering:pixelated;background:#282e3a}
.stamps a:hover img{filter:brightness(1.25)}
.window{position:absolute;--tick:linear-gradient(#fff9,#fff9);background:var(--tick) 0 0/8px 1px,
var(--tick) 0 0/1px 8px,var(--tick) 100% 0/8px 1px,var(--tick) 100% 0/1px 8px,
var(--tick) 0 100%/8px 1px,var(--tick) 0 100%/1px 8px,var(--tick) 100% 100%/8px 1px,
var(--tick) 100% 100%/1px 8px;background-repeat:no-repeat}
.strip{display:block;width:100%;height:4px}
.stamps figcaption{display:flex;justify-content:space-between;gap:6px;line-height:1.7}
.stamps figcaption span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.stamps figcaption b{font-weight:600;color:var(--ink)}
`

const ROWS = `
.rows{height:min(660px,80vh);overflow:auto;border:1px solid var(--line);border-radius:3px}
html:not(.scripted) :is(.rows,.tools){display:none}
#rows{table-layout:fixed;min-width:620px}
#rows thead{position:sticky;top:0;z-index:1;background:var(--quiet)}
#rows th{padding:0;border:0}
#rows th:first-child{width:52px}
#rows th:nth-child(4){width:70px}
#rows th button{width:100%;padding:7px 12px 7px 0;border:0;background:none;color:inherit;
font:inherit;text-align:left;cursor:pointer}
#rows th button:hover,#rows [aria-sort] button{color:var(--ink)}
#rows [aria-sort=ascending] button::after{content:" ▲"}
#rows [aria-sort=descending] button::after{content:" ▼"}
#rows .row{height:44px}
#rows td{padding:0 12px 0 0;vertical-align:middle;overflow:hidden;text-overflow:ellipsis;
white-space:nowrap}
#rows td:first-child{padding:0 6px;line-height:0}
#rows tr:not(.row){border:0}
#rows canvas{width:38px;height:38px;image-rendering:pixelated;background:#282e3a}
.tools{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;margin:0 0 10px;
color:var(--soft);font-size:13px}
.tools :is(input,select){min-height:28px;padding:2px 6px;border:1px solid var(--line);
border-radius:3px;background:var(--paper);color:var(--ink);font:inherit}
.tools select{max-width:210px}
.tools input[type=number]{width:64px}
.tools output{margin-left:auto;color:var(--ink)}
`

const TABLES = `
.scores>div{display:grid;grid-template-columns:repeat(auto-fit,minmax(270px,1fr));gap:8px 16px;
margin-bottom:8px}
.plot svg{display:block;max-width:100%;height:auto;overflow:visible}
table{border-collapse:collapse;width:100%;font-size:13.5px}
caption{text-align:left;padding-bottom:4px}
th{text-align:left;font-weight:500;color:var(--soft);font-size:12.5px}
th,td{padding:4px 12px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}
td:first-child{white-space:nowrap}
tfoot td{border-bottom:0;color:var(--soft)}
#counts-title~table :is(td,th):nth-child(n+3),#flags-title~table :is(td,th):nth-child(3),
#provenance-title~table :is(td,th):nth-child(3){text-align:right;padding-right:0;padding-left:12px;
white-space:nowrap}
details{margin-top:12px}
summary{cursor:pointer;color:var(--link);font-size:13px}
.notes{margin:0;padding-left:18px;max-width:110ch}
dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:3px 18px;margin:0;font-size:13.5px}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
dd code span{display:inline-block;max-width:100%}
`

const PRINT = `
@media print{
:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--chip:#15181d;
--warn:#7a2e00;
--warn-paper:#fff1e3}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:none;padding:0}
.hint,.zoom,.stage canvas,.tip,details,.legend input,.tools{display:none!important}
.rows{height:auto;overflow:visible;border:0}
.scripted .overlay{display:block}
.picture{transform:none!important}
.field{grid-template-columns:minmax(0,1fr)}
.stage{width:100%}
.legend label{grid-template-columns:26px 1fr auto 52px}
.class-gallery h3,h4,h2{break-after:avoid}
.stamps figure,tr,.plot{break-inside:avoid}
.stamps figure{width:calc(10% - 6px)}
.stamps img{width:100%;height:auto}
.stamps figcaption{display:block;line-height:1.3}
.stamps figcaption :is(span,b){display:block;white-space:normal;overflow-wrap:anywhere}
a{color:inherit}}
`
