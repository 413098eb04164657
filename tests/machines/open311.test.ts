import { describe, expect, test } from 'vitest'
import { mostDays, mostOfAPage, readAsked } from '#machines/open311/asked.ts'
import { readSent, type Sent } from '#machines/open311/request-form.ts'
import { describeService } from '#machines/open311/services.ts'
import { open311Errors as words } from '#machines/open311/words.ts'
import { writeXml } from '#machines/open311/xml.ts'
import { suggestionErrors } from '#suggestions/words.ts'
import { sentRequest } from '../support/open311.ts'

const key = 'a3bb189e-8bf9-4888-9912-ace4e6543002'
const chosen = {
  categories: new Map([['bicycle-parking', '非机动车停放']]),
  counties: new Map([['331102', '莲都区']]),
}
const read = (sent: Record<string, string> = {}) => {
  const all = { ...sentRequest(), ...sent }
  const blank = Object.fromEntries(
    ['lat', 'long', 'address_id', 'email', 'first_name', 'last_name', 'phone', 'media_url', 'attribute[title]'].map(
      name => [name, ''],
    ),
  )
  const attributes = { 'attribute[kind]': '', 'attribute[publish_consent]': '', 'attribute[privacy_consent]': '' }
  return readSent({ ...blank, ...attributes, ...all } as unknown as Sent, key, chosen)
}

describe('what a client sends', () => {
  test('is a suggestion like any other', () => {
    expect(
      read({ first_name: '小春', last_name: '吴', phone: '138 0000 0001', 'attribute[privacy_consent]': 'yes' }),
    ).toEqual({
      input: expect.objectContaining({
        kind: 'problem',
        title: '大猷街盲道上停满电动车',
        body: '大猷街盲道上停满电动车。早高峰七点到八点半，整段被占。',
        category: 'bicycle-parking',
        county: '331102',
        name: '吴小春',
        phone: '13800000001',
        publish_consent: false,
      }) as unknown,
    })
  })

  test('has a first line cut to a title, and a position that stands for the place', () => {
    const sent = read({ description: '很长'.repeat(60), address_string: '', lat: '28.4517', long: '119.9226' })
    expect(sent).toMatchObject({ input: { place: '28.4517, 119.9226', latitude: 28.4517, longitude: 119.9226 } })
    expect('input' in sent && sent.input.title).toHaveLength(60)
  })

  test.each<[string, Record<string, string>, string, string]>([
    ['no description', { description: ' ' }, 'description', words['no-words']],
    ['no place at all', { address_string: '' }, 'address_string', words['no-address']],
    ['an address by a number alone', { address_string: '', address_id: '7' }, 'address_string', words['address-id']],
    ['half a position', { lat: '28.4' }, 'lat', suggestionErrors.position],
    ['no county', { 'attribute[county]': '' }, 'attribute[county]', suggestionErrors.county],
    [
      'a phone without consent',
      { phone: '13800000001' },
      'attribute[privacy_consent]',
      suggestionErrors.privacyConsent,
    ],
    [
      'an e-mail without consent',
      { email: 'a@example.cn' },
      'attribute[privacy_consent]',
      suggestionErrors.privacyConsent,
    ],
    ['a strange phone', { phone: '12', 'attribute[privacy_consent]': 'yes' }, 'phone', suggestionErrors.phone],
  ])('with %s is refused at its name', (_what, sent, name, fault) => {
    expect(read(sent)).toEqual({ faults: { [name]: fault } })
  })

  test.each(['False', 'NO', 'N', 'off', 'null', 'none', '否', '不同意', 'ok', ''])(
    'consents to nothing with “%s”, for the publication and for the personal data',
    written => {
      expect(read({ 'attribute[publish_consent]': written })).toMatchObject({ input: { publish_consent: false } })
      expect(read({ phone: '13800000001', 'attribute[privacy_consent]': written })).toEqual({
        faults: { 'attribute[privacy_consent]': suggestionErrors.privacyConsent },
      })
    },
  )

  test.each(['yes', 'YES', 'True', '１', '是', ' 同意 '])('consents with “%s”', written => {
    expect(read({ 'attribute[publish_consent]': written })).toMatchObject({ input: { publish_consent: true } })
    expect(read({ phone: '13800000001', 'attribute[privacy_consent]': written })).toHaveProperty('input')
  })

  test('has all its errors told at once', () => {
    const faults = read({ description: '', 'attribute[county]': '999999', phone: '1', 'attribute[kind]': 'x' })
    expect(Object.keys('faults' in faults ? faults.faults : {}).toSorted()).toEqual(
      ['attribute[county]', 'attribute[kind]', 'description', 'phone'].toSorted(),
    )
  })
})

describe('what a client asks for', () => {
  const now = new Date('2026-11-24T02:00:00Z')
  const ask = (query: string) => readAsked(new URLSearchParams(query), now)

  test('is the last ninety days and a thousand unless it says so', () => {
    expect(ask('')).toMatchObject({
      asked: { from: new Date(now.getTime() - mostDays * 86_400_000), to: now, page: 1, pageSize: mostOfAPage },
    })
    expect(ask('start_date=2026-01-01T00:00:00%2B08:00')).toMatchObject({
      asked: { from: new Date('2025-12-31T16:00:00Z'), to: new Date('2026-03-31T16:00:00Z') },
    })
  })

  test.each([
    ['page_size=10000', words.pageSize],
    ['page_size=0', words.pageSize],
    ['page_size=x', words.pageSize],
    ['page=0', words.page],
    ['status=openish', words.status],
    ['start_date=yesterday', words.date('start_date')],
    ['start_date=2026-11-01', words.date('start_date')],
    ['end_date=2026-11-01T00:00:00', words.date('end_date')],
    ['start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z', words.span],
    ['start_date=2026-11-02T00:00:00Z&end_date=2026-11-01T00:00:00Z', words.span],
    [`service_request_id=${Array<string>(1001).fill('2026-1').join(',')}`, words.tooMany],
  ])('as %s is refused in words', (query, fault) => {
    expect(ask(query)).toEqual({ faults: [fault] })
  })
})

describe('XML', () => {
  test('escapes what would be taken for XML, and writes nothing that XML cannot hold', () => {
    const xml = writeXml('errors', [{ code: 400, description: `<b a="1">&amp;'\u0000\u0008\uFFFE\uD800 好😀` }])
    expect(xml).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<errors><error><code>400</code><description>&lt;b a=&quot;1&quot;&gt;&amp;amp;&apos;���� 好😀</description></error></errors>\n',
    )
  })

  test('names the members of a list, and leaves what is not known empty', () => {
    expect(writeXml('service_requests', [{ service_request_id: '2026-1', description: null }])).toContain(
      '<service_requests><request><service_request_id>2026-1</service_request_id><description/></request></service_requests>',
    )
    expect(writeXml('service_definition', describeService('x', chosen))).toContain(
      '<values><value><key>331102</key><name>莲都区</name></value></values>',
    )
  })
})
