import { DomUtils, parseDocument } from 'htmlparser2'
import * as z from 'zod'
import { elementsIn, htmlOf, wordsOf } from './html.ts'
import type { Visitor } from './visitor.ts'

/** What a program posts by GeoReport v2. */
export const sentRequest = (more: Record<string, string> = {}): Record<string, string> => ({
  service_code: 'bicycle-parking',
  description: '大猷街盲道上停满电动车。早高峰七点到八点半，整段被占。',
  address_string: '大猷街与解放街路口',
  'attribute[county]': '331102',
  ...more,
})

const moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/)

/** One suggestion to the client that sent it: no words. */
const request = z.strictObject({
  service_request_id: z.string().min(1),
  status: z.enum(['open', 'closed']),
  status_notes: z.string().nullable(),
  service_name: z.string().nullable(),
  service_code: z.string().min(1),
  description: z.null(),
  agency_responsible: z.string().nullable(),
  service_notice: z.string().nullable(),
  requested_datetime: moment,
  updated_datetime: moment.nullable(),
  expected_datetime: moment.nullable(),
  address: z.null(),
  address_id: z.null(),
  zipcode: z.null(),
  lat: z.null(),
  long: z.null(),
  media_url: z.null(),
})

/** What the specification says of each answer: what must be there, and of what kind. */
export const georeport = {
  services: z.array(
    z.strictObject({
      service_code: z.string().min(1),
      service_name: z.string().min(1),
      description: z.string().nullable(),
      metadata: z.boolean(),
      type: z.enum(['realtime', 'batch', 'blackbox']),
      keywords: z.string().nullable(),
      group: z.string().nullable(),
    }),
  ),
  service_definition: z.strictObject({
    service_code: z.string().min(1),
    attributes: z.array(
      z.strictObject({
        variable: z.boolean(),
        code: z.string().min(1),
        datatype: z.enum(['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist']),
        required: z.boolean(),
        datatype_description: z.string().nullable(),
        order: z.int().min(1),
        description: z.string().nullable(),
        values: z.array(z.strictObject({ key: z.string().min(1), name: z.string().min(1) })),
      }),
    ),
  }),
  taken: z.array(
    z.strictObject({
      service_request_id: z.string().min(1),
      service_notice: z.string().nullable(),
      account_id: z.string().nullable(),
    }),
  ),
  service_requests: z.array(request),
  public_requests: z.array(
    request.extend({
      description: z.string().min(1),
      service_notice: z.url(),
      address: z.string().nullable(),
      media_url: z.url().nullable(),
    }),
  ),
  discovery: z.strictObject({
    changeset: moment,
    contact: z.string().min(1),
    key_service: z.string().min(1),
    endpoints: z
      .array(
        z.strictObject({
          specification: z.url(),
          url: z.url(),
          changeset: moment,
          type: z.enum(['production', 'test']),
          formats: z.array(z.enum(['text/xml', 'application/json'])).min(1),
        }),
      )
      .min(1),
  }),
  errors: z.array(z.strictObject({ code: z.int(), description: z.string().min(1) })).min(1),
}

const members: Record<string, string> = {
  services: 'service',
  attributes: 'attribute',
  values: 'value',
  service_requests: 'request',
  errors: 'error',
  endpoints: 'endpoint',
  formats: 'format',
}
type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number]

/** An XML answer in the shape that the same answer has in JSON: texts, numbers and booleans by what they look like. */
export function readXml(xml: string, root: string): unknown {
  if (!xml.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n')) throw new Error('no XML declaration')
  const children = (node: { children: unknown[] }) =>
    node.children.filter(child => (child as { type: string }).type === 'tag') as Element[]
  const valueOf = (element: Element): unknown => {
    const inside = children(element)
    const member = members[element.name]
    if (member) {
      if (inside.some(({ name }) => name !== member))
        throw new Error(`<${element.name}> holds another than <${member}>`)
      return inside.map(valueOf)
    }
    if (inside.length > 0) return Object.fromEntries(inside.map(child => [child.name, valueOf(child)]))
    const text = DomUtils.textContent(element)
    if (['metadata', 'variable', 'required'].includes(element.name)) return JSON.parse(text) as unknown
    return ['order', 'code'].includes(element.name) && /^\d+$/.test(text) ? Number(text) : text === '' ? null : text
  }
  const [top, ...more] = children(parseDocument(xml, { xmlMode: true, decodeEntities: true }))
  if (top?.name !== root || more.length > 0) throw new Error(`the root is not <${root}>`)
  return valueOf(top)
}

/** A key of a client with these powers, as an administrator makes it: the page that follows shows it, and no other. */
export async function addKey(admin: Visitor, client: string, ...may: string[]): Promise<string> {
  const form = new FormData()
  for (const [name, value] of [['name', client], ['contact', '13900005781'], ...may.map(power => ['may', power])])
    form.append(name!, value!)
  return wordsOf(elementsIn(await htmlOf(await admin.post('/desk/clients', form)), 'code', { id: 'secret' })[0]!)
}
