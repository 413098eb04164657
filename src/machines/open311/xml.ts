import { forXml } from '#forms/typed/characters.ts'

/** What Open311 tells, as JSON has it; XML names each member of a list after `members`. */
export type Told = string | number | boolean | null | readonly Told[] | { readonly [name: string]: Told }

/** What one member of a list is called in XML. */
const members: Record<string, string> = {
  services: 'service',
  attributes: 'attribute',
  values: 'value',
  service_requests: 'request',
  errors: 'error',
  endpoints: 'endpoint',
  formats: 'format',
}

/** A document in XML 1.0 and UTF-8. What is not known is an empty element. */
export function writeXml(root: string, told: Told): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, told)}\n`
}

function element(name: string, told: Told): string {
  if (told === null) return `<${name}/>`
  if (typeof told !== 'object') return `<${name}>${escape(String(told))}</${name}>`
  const inside = isList(told)
    ? told.map(each => element(members[name]!, each))
    : Object.entries(told).map(([child, value]) => element(child, value))
  return `<${name}>${inside.join('')}</${name}>`
}

// Array.isArray does not know of readonly arrays.
const isList = (told: object): told is readonly Told[] => Array.isArray(told)

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
const escape = (text: string) => forXml(text).replace(/[&<>"']/g, sign => entities[sign]!)
