import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { open311Errors as errors } from '#machines/open311/words.ts'
import { sourceWords, takingDownWords } from '#suggestions/taking-down-words.ts'
import { progress, suggestionErrors } from '#suggestions/words.ts'
import { htmlOf, linksIn } from '../support/html.ts'
import { addKey, georeport, readXml, sentRequest } from '../support/open311.ts'
import { phonePhoto } from '../support/pictures.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let admin: Visitor
let clerk: Visitor
/** The keys of one who may do all, of another, and of one who may only read. */
let keys: { all: string; other: string; reads: string }
beforeAll(async () => {
  server = await workersPortal()
  ;[admin, clerk] = [
    await signedIn(server.address, server.accounts.admin),
    await signedIn(server.address, server.accounts.clerk),
  ]
  keys = {
    all: await addKey(admin, '浙里办文明版块', 'send', 'read', 'webhooks'),
    other: await addKey(admin, randomUUID(), 'send', 'read'),
    reads: await addKey(admin, randomUUID(), 'read'),
  }
})
afterAll(() => server.stop())

/** A program: no cookie, no origin. */
const ask = (path: string, key?: string) =>
  fetch(`${server.address}/open311/v2/${path}`, key ? { headers: { 'X-Api-Key': key } } : {})
const post = (path: string, fields: Record<string, string> | FormData, headers: Record<string, string> = {}) =>
  fetch(`${server.address}/open311/v2/${path}`, {
    method: 'POST',
    body: fields instanceof FormData ? fields : new URLSearchParams(fields),
    headers,
  })
const descriptions = async (response: Response) =>
  georeport.errors.parse(await response.json()).map(({ description }) => description)
async function send(more: Record<string, string> = {}, key = keys.all) {
  const response = await post('requests.json', sentRequest({ api_key: key, ...more }))
  expect(response.status).toBe(200)
  return georeport.taken.parse(await response.json())[0]!
}

describe.each(['json', 'xml'] as const)('in %s', format => {
  const told = async (response: Response, root: string): Promise<unknown> => {
    expect(response.headers.get('content-type')).toBe(
      format === 'json' ? 'application/json; charset=utf-8' : 'text/xml; charset=utf-8',
    )
    return format === 'json' ? response.json() : readXml(await response.text(), root)
  }

  test('services, their attributes, what was sent and what is wrong have the form of the specification', async () => {
    const services = georeport.services.parse(await told(await ask(`services.${format}`), 'services'))
    expect(services.map(({ service_code }) => service_code)).toContain('bicycle-parking')
    const definition = await told(await ask(`services/bicycle-parking.${format}`), 'service_definition')
    const { attributes } = georeport.service_definition.parse(definition)
    expect(attributes.filter(({ required }) => required).map(({ code }) => code)).toEqual(['county'])

    const response = await post(`requests.${format}`, sentRequest({ api_key: keys.all }))
    expect(response.status).toBe(200)
    const [taken] = georeport.taken.parse(await told(response, 'service_requests'))
    const id = taken!.service_request_id
    for (const path of [`requests/${id}.${format}`, `requests.${format}?service_request_id=${id}`]) {
      const [request] = georeport.service_requests.parse(await told(await ask(path, keys.all), 'service_requests'))
      expect(request).toMatchObject({
        service_request_id: id,
        status: 'open',
        status_notes: progress.received.now,
        service_code: 'bicycle-parking',
        agency_responsible: null,
      })
      expect(request!.expected_datetime).not.toBeNull()
    }
    expect(await told(await ask(`tokens/${id}.${format}`, keys.all), 'service_requests')).toEqual([
      { service_request_id: id, token: id },
    ])
    const unknown = await ask(`services/nothing.${format}`)
    expect(unknown.status).toBe(404)
    expect(georeport.errors.parse(await told(unknown, 'errors'))).toEqual([
      { code: 404, description: errors.service('nothing') },
    ])
  })

  test('says where what is found, and whom to ask', async () => {
    const found = georeport.discovery.parse(await told(await ask(`discovery.${format}`), 'discovery'))
    expect(found.endpoints.map(({ url }) => url)).toEqual([`${server.address}/open311/v2`])
  })

  test('without a key the list is what is public, as readers have it, and each by its number', async () => {
    const response = await ask(`requests.${format}?page_size=2`)
    expect(response.status).toBe(200)
    const requests = georeport.public_requests.parse(await told(response, 'service_requests'))
    expect(requests).toHaveLength(2)
    const listed = (await (await fetch(`${server.address}/suggestions/list.json`)).json()) as {
      number: string
      body: string
    }[]
    for (const request of requests) {
      const { service_request_id: id, description, service_notice } = request
      expect(service_notice).toBe(`${server.address}/suggestions/${id}`)
      expect(description).toContain(listed.find(({ number }) => number === id)!.body.split('\n')[0])
      for (const key of [undefined, keys.other]) {
        const one = await told(await ask(`requests/${id}.${format}`, key), 'service_requests')
        expect(georeport.public_requests.parse(one)).toEqual([request])
      }
    }
    const second = await told(await ask(`requests.${format}?page_size=1&page=2`), 'service_requests')
    expect(georeport.public_requests.parse(second)).toEqual([requests[1]])
    for (const none of ['service_code=nothing', 'end_date=2020-01-01T00:00:00Z', 'service_request_id=2001-1'])
      expect(await told(await ask(`requests.${format}?${none}`), 'service_requests')).toEqual([])
  })
})

test('what a program sends stands at the desk like any other, and its author follows it with the code', async () => {
  const { service_request_id: id, service_notice } = await send({
    description: '程序送来的事。请处理',
    media_url: 'http://127.0.0.1:1/x.jpg',
  })
  const matter = await htmlOf(await clerk.get(`/desk/suggestions/${id}`))
  expect(matter).toContain('程序送来的事')
  for (const said of [sourceWords.open311, takingDownWords.said.client('浙里办文明版块')])
    expect(matter).toContain(said)
  const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(service_notice!)!
  expect(service_notice).toContain('media_url')
  expect(await htmlOf(await visitor(server.address).get(`/participate/track/${code}`))).toContain('程序送来的事')
})

test('photos come with it as parts, once the key stands in the head', async () => {
  const form = new FormData()
  for (const [name, value] of Object.entries(sentRequest())) form.append(name, value)
  form.append('media', new Blob([new Uint8Array(await phonePhoto())], { type: 'image/jpeg' }), 'a.jpg')
  const taken = await post('requests.json', form, { 'X-Api-Key': keys.all })
  expect(taken.status).toBe(200)
  const id = georeport.taken.parse(await taken.json())[0]!.service_request_id
  expect(linksIn(await htmlOf(await clerk.get(`/desk/suggestions/${id}`)), /\/photos\/1-/)).not.toEqual([])
  form.append('api_key', keys.all)
  const late = await post('requests.json', form)
  expect([late.status, await descriptions(late)]).toEqual([400, [`media：${errors.photosNeedKey}`]])
})

test('the same request key with the same words is one, with others another, and of another client another', async () => {
  const request_key = randomUUID()
  const first = await send({ request_key })
  expect(await send({ request_key })).toEqual(first)
  expect((await send({ request_key, description: '别的事' })).service_request_id).not.toBe(first.service_request_id)
  // The key of the client in the head, so that all the rest is the same.
  const sent = sentRequest({ request_key })
  const by = async (key: string) =>
    ((await (await post('requests.json', sent, { 'X-Api-Key': key })).json()) as { service_request_id: string }[])[0]!
  expect((await by(keys.all)).service_request_id).not.toBe((await by(keys.other)).service_request_id)
})

describe('refused in words', () => {
  test.each<[string, number, () => Promise<Response>, () => string[]]>([
    ['no key', 403, () => post('requests.json', sentRequest()), () => [errors['no-key']]],
    ['a wrong key', 403, () => post('requests.json', sentRequest({ api_key: 'x' })), () => [errors['wrong-key']]],
    ['a wrong key that reads', 403, () => ask('requests.json', 'x'), () => [errors['wrong-key']]],
    [
      'a key that may not send',
      403,
      () => post('requests.json', sentRequest({ api_key: keys.reads })),
      () => [errors['may-not-send']],
    ],
    [
      'no service',
      400,
      () => post('requests.json', sentRequest({ api_key: keys.all, service_code: '' })),
      () => [errors['no-service']],
    ],
    [
      'an unknown service',
      404,
      () => post('requests.json', sentRequest({ api_key: keys.all, service_code: 'x' })),
      () => [errors.service('x')],
    ],
    [
      'another city',
      404,
      () => post('requests.json', sentRequest({ api_key: keys.all, jurisdiction_id: 'x.gov' })),
      () => [errors.jurisdiction('127.0.0.1')],
    ],
    [
      'another city that is read',
      404,
      () => ask('services.json?jurisdiction_id=x.gov'),
      () => [errors.jurisdiction('127.0.0.1')],
    ],
    ['ten thousand in a page', 400, () => ask('requests.json?page_size=10000', keys.all), () => [errors.pageSize]],
    [
      'two errors at once',
      400,
      () =>
        post(
          'requests.json',
          sentRequest({ api_key: keys.all, 'attribute[county]': '', phone: '12', 'attribute[privacy_consent]': 'yes' }),
        ),
      () => [`attribute[county]：${suggestionErrors.county}`, `phone：${suggestionErrors.phone}`],
    ],
    ['a number that is none', 404, () => ask('requests/nothing.json', keys.all), () => [errors.request('nothing')]],
  ])('%s', async (_what, status, asked, words) => {
    const response = await asked()
    expect([response.status, (await descriptions(response)).toSorted()]).toEqual([status, words().toSorted()])
  })

  test('a body that is no form, and a method that is none', async () => {
    const json = await fetch(`${server.address}/open311/v2/requests.json`, {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': 'application/json', 'X-Api-Key': keys.all },
    })
    expect(json.status).toBe(400)
    await descriptions(json)
    expect((await ask('services.html')).status).toBe(404)
    expect((await admin.send('POST', '/open311/v2/services.json')).status).toBe(405)
  })
})

test('a client sees what it has sent and nothing of others that is not public; who has no key sees nothing of either', async () => {
  const { service_request_id: mine } = await send({ description: '甲送来的' })
  const list = async (key?: string) =>
    ((await (await ask('requests.json', key)).json()) as { service_request_id: string }[]).map(
      r => r.service_request_id,
    )
  expect(await list(keys.all)).toContain(mine)
  expect(await list(keys.other)).not.toContain(mine)
  expect(await list(keys.reads)).toEqual([])
  for (const key of [keys.other, keys.reads, undefined])
    for (const path of [`requests/${mine}.json`, `tokens/${mine}.json`]) {
      const response = await ask(path, key)
      expect(response.status).toBe(404)
      await descriptions(response)
    }
  // Of those that citizens sent themselves it sees none either.
  const own = await list(keys.other)
  const desk = await htmlOf(await clerk.get('/desk/suggestions'))
  const strange = [...desk.matchAll(/\/desk\/suggestions\/(\d+-\d+)/g)].map(([, number]) => number!)
  const isPublic = async (id: string) => (await fetch(`${server.address}/suggestions/${id}`)).status === 200
  let number: string | undefined
  for (const each of strange) if (!own.includes(each) && !(await isPublic(each))) number ??= each
  expect(number).toBeDefined()
  expect((await ask(`requests/${number}.json`, keys.other)).status).toBe(404)
})

test('the list is by state, category and page', async () => {
  const key = await addKey(admin, randomUUID(), 'send', 'read')
  const ids = []
  for (const service_code of ['noise', 'noise', 'other'])
    ids.push((await send({ service_code }, key)).service_request_id)
  const list = async (query: string) =>
    georeport.service_requests
      .parse(await (await ask(`requests.json?${query}`, key)).json())
      .map(({ service_request_id }) => service_request_id)
  expect(await list('')).toEqual(ids.toReversed())
  expect(await list('service_code=noise')).toEqual([ids[1], ids[0]])
  expect(await list('service_code=nothing')).toEqual([])
  expect(await list('page_size=2&page=2')).toEqual([ids[0]])
  expect(await list('status=closed')).toEqual([])
  expect(await list('status=open,closed')).toHaveLength(3)
  expect(await list('end_date=2020-01-01T00:00:00Z')).toEqual([])
})

test('a session of staff sends nothing here: only a key does', async () => {
  expect((await clerk.post('/open311/v2/requests.json', sentRequest())).status).toBe(403)
})
