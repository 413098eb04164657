import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { contentTypes } from '#publishing/types/index.ts'
import { publicWords } from '#record/words.ts'
import { theRest } from '#suggestions/statistics.ts'
import { statisticColumns, statisticWords as words } from '#suggestions/statistic-words.ts'
import { dataWords } from '../../src/pages/data/_words.ts'
import { elementsIn, htmlOf, linksIn, wordsIn } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { visitor, type Visitor } from '../support/visitor.ts'

interface Catalogue {
  'dct:license': { '@id': string }
  'dcat:dataset': {
    'dcat:distribution': { 'dcat:downloadURL': { '@id': string }; 'dct:conformsTo': { '@id': string } }[]
  }[]
}

let server: Portal
let reader: Visitor
beforeAll(async () => {
  server = await workersPortal()
  reader = visitor(server.address)
})
afterAll(() => server.stop())

const pathOf = (address: string) => new URL(address).pathname

describe.skipIf(!isOpenToTests())('the page of statistics', () => {
  let connection: Connection
  beforeAll(async () => {
    connection = await connect({ databaseUrl: server.databaseUrl!, dataDir: '' })
  })
  afterAll(() => connection.close())

  test('says what is not there yet, then each month by part, with a chart and a file', async () => {
    const none = await htmlOf(await reader.get('/suggestions/statistics'))
    expect(wordsIn(none, 'main')).toContain(words.none)
    for (const { meaning } of Object.values(statisticColumns)) expect(none).toContain(meaning)
    const row = { in_time: 80, median_days: 3, slow_days: 9, satisfied: 95, reopened: 5, released_at: new Date() }
    const bare = { received: 7, released_at: new Date() }
    const months = ['2025-02', '2025-03']
    await connection.db
      .insertInto('statistic')
      .values(
        months.flatMap(month => [
          { month, part: 'city' as const, key: '', received: 40, ...row },
          { month, part: 'unit' as const, key: 'city-management', received: 33, ...row },
          { month, part: 'unit' as const, key: theRest, ...bare },
          { month, part: 'county' as const, key: '331102', received: 40, ...row },
          { month, part: 'category' as const, key: 'bicycle-parking', received: 40, ...row },
        ]),
      )
      .execute()
    const read = async (path: string) => htmlOf(await reader.get(path))
    const tables = async () => elementsIn(await read('/suggestions/statistics'), 'table')
    await expect.poll(tables).toHaveLength(4)
    const page = await read('/suggestions/statistics')
    expect(wordsIn(page, 'main')).toContain(words.rest)
    expect(elementsIn(page, 'rect').length).toBeGreaterThanOrEqual(2)
    expect(wordsIn(await read('/suggestions/statistics?month=2025-02'), 'main')).toContain('2025年2月')
    const file = await (await reader.get('/suggestions/statistics.csv')).text()
    expect(file.split('\r\n')[0]).toContain(statisticColumns.in_time.label)
    expect(file).toContain(`2025-03,${words.parts.unit},${theRest},${words.rest},7,,,,,`)
  })

  test.each(['?month=2019-01', '?month=x'])('finds no month at %s', async query => {
    expect((await reader.get(`/suggestions/statistics${query}`)).status).toBe(404)
  })
})

test('the catalogue names every file, each answers, and its first line is what its schema says', async () => {
  const page = await htmlOf(await reader.get('/data'))
  const response = await reader.get('/data/catalog.jsonld')
  expect(response.headers.get('content-type')).toContain('application/ld+json')
  const catalogue = (await response.json()) as Catalogue
  expect(catalogue['dct:license']['@id']).toBe(dataWords.licenceAddress)
  const files = catalogue['dcat:dataset'].flatMap(dataset => dataset['dcat:distribution'])
  expect(files.length).toBeGreaterThan(contentTypes.filter(({ register }) => register).length)
  for (const file of files) {
    const path = pathOf(file['dcat:downloadURL']['@id'])
    expect([path, linksIn(page, path).length > 0]).toEqual([path, true])
    const answer = await reader.get(path)
    expect([path, answer.status]).toEqual([path, 200])
    const schema = await reader.get(pathOf(file['dct:conformsTo']['@id']))
    const { tableSchema } = (await schema.json()) as { tableSchema: { columns: { titles: string }[] } }
    const said = tableSchema.columns.map(({ titles }) => titles)
    if (path.endsWith('.csv')) {
      const [head = ''] = (await answer.text()).replace('\uFEFF', '').split('\r\n')
      expect([path, head.split(',')]).toEqual([path, said])
    }
  }
  expect(page).toContain(publicWords.title)
})

test('there is no other dataset, and nothing is written there', async () => {
  expect((await reader.get('/data/nothing.schema.json')).status).toBe(404)
  for (const path of ['/data', '/data/catalog.jsonld', '/data/activities.csv', '/suggestions/statistics'])
    expect([path, (await reader.post(path, {})).status]).toEqual([path, path.includes('.') ? 404 : 405])
})
