// statically checks every named import of the .mjs in bench and scripts
import { readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { resolve, dirname } from 'node:path'
const ts = (await import(process.cwd() + '/node_modules/typescript/lib/typescript.js')).default
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'bench/*.mjs', 'scripts/*.mjs', 'scripts/**/*.mjs'], {encoding:'utf8'}).trim().split('\n')
let bad = 0, count = 0
for (const f of new Set(files)) {
  const sf = ts.createSourceFile(f, readFileSync(f,'utf8'), 99, true)
  for (const s of sf.statements) {
    if (!ts.isImportDeclaration(s)) continue
    const spec = s.moduleSpecifier.text
    const b = s.importClause?.namedBindings
    if (!b || !ts.isNamedImports(b)) continue
    const names = b.elements.map(e => (e.propertyName ?? e.name).text)
    let have
    if (spec.startsWith('.')) {
      const p = resolve(dirname(f), spec)
      if (p.includes('/dist/')) have = Object.keys(await import(p))
      else { const t = ts.createSourceFile(p, readFileSync(p,'utf8'), 99, true); have=[]; for (const x of t.statements) if (x.modifiers?.some(m=>m.kind===ts.SyntaxKind.ExportKeyword)) { if (x.name) have.push(x.name.text); else for (const d of x.declarationList.declarations) ts.isIdentifier(d.name)?have.push(d.name.text):d.name.elements.forEach(e=>have.push(e.name.text)) } }
    } else have = Object.keys(await import(spec.startsWith('node:')?spec: import.meta.resolve ? spec : spec).catch(()=>import(process.cwd()+'/node_modules/'+spec+'/index.js')).catch(()=>({})))
    for (const n of names) { count++; if (!have.includes(n)) { bad++; console.log(`${f}: ${n} from ${spec}`) } }
  }
}
console.log(count, 'names', bad, 'bad')
