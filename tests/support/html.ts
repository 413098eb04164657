import { DomUtils, parseDocument } from 'htmlparser2'

/** The HTML of an answer, without the comments between its parts. */
export const htmlOf = async (response: Response): Promise<string> => (await response.text()).replace(/<!--.*?-->/gs, '')

type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number]
/** A page, or one element of it. */
type Part = string | Element

/** The elements of that name with these attributes: a text is the value, or one of the classes; `true` is any value. */
export function elementsIn(part: Part, name: string, attributes: Record<string, string | true> = {}): Element[] {
  const within = typeof part === 'string' ? parseDocument(part) : part
  return DomUtils.getElementsByTagName(name, within).filter(element =>
    Object.entries(attributes).every(([attribute, wanted]) => {
      const value = element.attribs[attribute]
      if (value === undefined || wanted === true) return value !== undefined
      return value === wanted || (attribute === 'class' && value.split(/\s+/).includes(wanted))
    }),
  )
}

/** What an element says, in one line. */
export const wordsOf = (element: Element): string => DomUtils.textContent(element).replace(/\s+/g, ' ').trim()

/** What the first element of that kind says; fails when there is none. */
export function wordsIn(part: Part, name: string, attributes: Record<string, string | true> = {}): string {
  return wordsOf(first(elementsIn(part, name, attributes), `<${name}> ${JSON.stringify(attributes)}`))
}

/** Every link whose address begins so, or matches: where it leads and what it says. */
export function linksIn(part: Part, address: string | RegExp): { href: string; words: string }[] {
  return elementsIn(part, 'a', { href: true })
    .map(element => ({ href: element.attribs.href!, words: wordsOf(element) }))
    .filter(({ href }) => (typeof address === 'string' ? href.startsWith(address) : address.test(href)))
}

/** Where the first of those links leads; fails when there is none. */
export const firstLink = (part: Part, address: string | RegExp): string =>
  first(linksIn(part, address), `link to ${address}`).href

/** Where the first link leads that has these words. */
export function linkTo(part: Part, words: string): string {
  return first(
    linksIn(part, '').filter(link => link.words.includes(words)),
    `link “${words}”`,
  ).href
}

/** A form as it would be sent now: where to, and what stands in its fields; of those of one name the first. */
interface FoundForm {
  action: string
  fields: Record<string, string>
}

/** The form that is sent to this address, or has a button of these words. */
export function formIn(part: Part, sought: string): FoundForm {
  const form = first(
    elementsIn(part, 'form').filter(
      element =>
        element.attribs.action === sought ||
        elementsIn(element, 'button').some(button => wordsOf(button).includes(sought)),
    ),
    `form “${sought}”`,
  )
  return { action: form.attribs.action ?? '', fields: fieldsIn(form) }
}

/** What stands in the fields of a form; of those of one name the first. */
function fieldsIn(form: Element): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const field of DomUtils.getElementsByTagName(name => /^(input|select|textarea)$/.test(name), form)) {
    const value = valueOf(field)
    if (field.attribs.name && value !== undefined) fields[field.attribs.name] ??= value
  }
  return fields
}

/** What stands in the field of that name, anywhere on the page; fails when there is none. */
export function valueIn(html: string, name: string): string | undefined {
  const fields = ['input', 'textarea', 'select'].flatMap(kind => elementsIn(html, kind, { name }))
  first(fields, `field ${name}`)
  return fields.map(valueOf).find(value => value !== undefined)
}

/** What a field would send: nothing when it is a box or a button that is not chosen. */
function valueOf(field: Element): string | undefined {
  if (field.name === 'textarea') return DomUtils.textContent(field).replace(/^\n/, '')
  if (field.name === 'select') {
    const options = elementsIn(field, 'option')
    const chosen = options.find(option => 'selected' in option.attribs) ?? options[0]
    return chosen && (chosen.attribs.value ?? wordsOf(chosen))
  }
  const isBox = ['checkbox', 'radio'].includes(field.attribs.type ?? '')
  return isBox && !('checked' in field.attribs) ? undefined : (field.attribs.value ?? '')
}

function first<T>(found: T[], what: string): T {
  if (found[0] === undefined) throw new Error(`no ${what} on this page`)
  return found[0]
}

/** What stands in the fields of a form once somebody has filled in what they need not think up: lists, boxes, numbers, days. */
export function filledIn(form: Element): Record<string, string> {
  const fields = fieldsIn(form)
  for (const field of DomUtils.getElementsByTagName(name => /^(input|select)$/.test(name), form)) {
    const { name, type = 'text', value, inputmode } = field.attribs
    if (!name || fields[name]) continue
    const byKind: Record<string, string> = {
      tel: '13800000021',
      email: 'someone@example.cn',
      date: '2027-03-04',
      time: '09:00',
      numeric: '2',
    }
    fields[name] =
      field.name === 'select'
        ? (elementsIn(field, 'option').find(option => option.attribs.value)?.attribs.value ?? '')
        : ['checkbox', 'radio'].includes(type)
          ? (value ?? 'on')
          : (byKind[type] ?? byKind[inputmode ?? ''] ?? '')
  }
  return fields
}
