/**
 * XML-RPC as SAMP uses it: values are strings, lists and maps (SAMP 1.3, section 3.3). Written here
 * because the common library for SAMP in pages is a script with global names and no types, and what
 * is needed of it is less than this folder has.
 */

export type SampValue = string | readonly SampValue[] | { readonly [key: string]: SampValue }

/** What the other side refused, in its own words. */
export class XmlRpcFault extends Error {}

/** @example methodCall('samp.webhub.ping', []) */
export function methodCall(method: string, params: readonly SampValue[]): string {
  const all = params.map((param) => `<param>${valueXml(param)}</param>`).join('')
  const name = `<methodName>${escaped(method)}</methodName>`
  return `<?xml version="1.0"?><methodCall>${name}<params>${all}</params></methodCall>`
}

function valueXml(value: SampValue): string {
  if (typeof value === 'string') return `<value><string>${escaped(value)}</string></value>`
  if (isList(value)) {
    return `<value><array><data>${value.map(valueXml).join('')}</data></array></value>`
  }
  const members = Object.entries(value).map(([name, one]) => {
    return `<member><name>${escaped(name)}</name>${valueXml(one)}</member>`
  })
  return `<value><struct>${members.join('')}</struct></value>`
}

function isList(value: SampValue): value is readonly SampValue[] {
  return Array.isArray(value)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/**
 * The answer to a call.
 *
 * @throws XmlRpcFault if the other side refused
 * @throws SyntaxError if it is no XML-RPC
 */
export function methodAnswer(xml: string): SampValue {
  const tree = new DOMParser().parseFromString(xml, 'text/xml')
  const answer = tree.querySelector('methodResponse')
  if (!answer) throw new SyntaxError('the answer is no XML-RPC')
  const fault = answer.querySelector(':scope > fault > value')
  if (fault) {
    const said = valueIn(fault)
    const text = typeof said === 'object' && 'faultString' in said ? said.faultString : said
    throw new XmlRpcFault(typeof text === 'string' ? text : 'refused without a reason')
  }
  const value = answer.querySelector(':scope > params > param > value')
  return value ? valueIn(value) : ''
}

/** Numbers and booleans, which SAMP does not use, are their text. */
function valueIn(value: Element): SampValue {
  const [inner] = value.children
  if (!inner) return value.textContent ?? ''
  if (inner.tagName === 'array') {
    return [...inner.querySelectorAll(':scope > data > value')].map(valueIn)
  }
  if (inner.tagName !== 'struct') return inner.textContent ?? ''
  const members = [...inner.querySelectorAll(':scope > member')].map((member) => {
    const name = member.querySelector(':scope > name')?.textContent ?? ''
    const held = member.querySelector(':scope > value')
    return [name, held ? valueIn(held) : ''] as const
  })
  return Object.fromEntries(members)
}
