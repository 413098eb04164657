import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayOf } from '#calendar/lishui.ts'
import { deputyWords } from '#suggestions/deputy-words.ts'
import { letterWords } from '#suggestions/desk-words.ts'
import { repositoryOf } from '../support/content.ts'
import { typedRegistration } from '../support/garden.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { trackedBy } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

/** What only our own city may say. */
const ours = /丽水|3311|丽创督|\bLS\d|莲都|市综合执法局/

/** An invented city of other counties and prefixes: its content is in tests/support/second-city. */
const starter = fileURLToPath(new URL('../support/second-city', import.meta.url))

let directory: string
let server: RunningServer
let citizen: Visitor
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'portal-second-city-'))
  const repository = join(directory, 'content.git')
  await repositoryOf(starter, repository)
  server = await startServer({ CONTENT_REPOSITORY: repository }, { dataDir: join(directory, 'data') })
  citizen = visitor(server.address)
})
afterAll(async () => {
  await server.stop()
  await rm(directory, { recursive: true, force: true })
})

async function read(person: Visitor, path: string): Promise<string> {
  const response = await person.get(path)
  expect([path, response.status]).toEqual([path, 200])
  const text = await response.text()
  expect([path, ours.exec(text)?.[0]]).toEqual([path, undefined])
  return text
}

const as = (login: string) => signedIn(server.address, server.accounts[login])

describe('another city', () => {
  test('starts without a fault in its content', () => {
    expect(server.output()).not.toContain('content fault')
  })

  test.each([
    ['/', '有事就说，件件有回音。', '最美示例好人'],
    ['/volunteer', '示例文明'],
    ['/volunteer/activities', '海西新区'],
    ['/volunteer/organisations', '江东区'],
    ['/participate', '示例文明'],
    ['/participate/suggest', '海西新区', '港口码头'],
    ['/participate/figures', '示例文明'],
    ['/creation', '示例文明'],
    ['/creation/organization', '江东区创建办'],
    ['/creation/responsibility', '港口码头'],
    ['/creation/places', '海西新区'],
    ['/creation/minors', '江东区'],
    ['/creation/minors/library', '江东区'],
    ['/creation/minors.csv', '江东区'],
    ['/role-models', '最美示例好人', '江东区'],
    ['/role-models/lighthouse-keeper', '最美示例好人', '江东区'],
    ['/role-models/feed.xml', '最美示例好人'],
    ['/exposure', '海西新区'],
    ['/exposure/crowded-pier', '海西新区'],
    ['/exposure/feed.xml', '客运码头通道堆物'],
    ['/psa', '潮有信'],
    ['/psa/tide', '海西新区', '江东'],
    ['/news', '征集金点子'],
    ['/notices/first-notice', '示例市创建办'],
    ['/about', '《示例市文明行为促进条例》第二十条'],
    ['/privacy', '示例市文明办'],
    ['/accessibility', '示例文明'],
    ['/sitemap', '最美示例好人'],
    ['/sitemap.xml', '/role-models/lighthouse-keeper'],
    ['/login', '示例文明'],
  ])('says its own words at %s, and none of ours', async (path, ...words) => {
    const text = await read(citizen, path)
    for (const word of words) expect(text).toContain(word)
  })

  test('numbers its letters and its volunteers its own way, and knows who leads where', async () => {
    const typed = typedSuggestion({ category: 'harbour', county: '9901HX', place: '客运码头东侧' })
    const body = new FormData()
    for (const [name, value] of Object.entries(typed)) body.append(name, value)
    const received = await citizen.post('/participate/suggest', body)
    expect(received.status).toBe(303)
    const { address: track } = trackedBy(received)
    const tracked = await read(citizen, track)
    expect(tracked).toContain('港口码头')

    const clerk = await as('clerk')
    const desk = `/desk/suggestions/${/民〔(\d{4})〕(\d+)号/.exec(tracked)!.slice(1).join('-')}`
    expect((await clerk.post(`${desk}/acceptance`, {})).status).toBe(303)
    expect(await read(clerk, `${desk}?move=hand-over`)).toMatch(
      new RegExp(`市港务局${deputyWords.mark}（(客运码头|码头秩序)）`),
    )
    expect((await clerk.post(`${desk}/hand-over`, { lead: 'gangwu', no_officer: 'gangwu' })).status).toBe(303)
    const supervisor = await as('supervisor')
    expect(
      (await supervisor.post(`${desk}/supervision`, { words: '请三日内清出通道', request_key: crypto.randomUUID() }))
        .status,
    ).toBe(303)
    const number = /示创督〔\d{4}〕1号/
    const printed = await read(supervisor, `/desk/letters/${dayOf(new Date()).slice(0, 4)}-1`)
    expect(printed).toMatch(number)
    expect(printed, 'nothing is late yet').toContain(letterWords.orderInTime)
    expect(printed).not.toContain(letterWords.order)
    expect(await read(supervisor, desk)).toMatch(number)
    expect(await read(citizen, track)).toMatch(number)
    for (const path of ['/desk/suggestions?state=all&county=9901HX', '/desk/figures']) await read(clerk, path)
    expect(await read(await as('admin'), '/desk/deadlines')).toContain('港口码头')

    const volunteer = await as('volunteer')
    const form = await read(volunteer, '/volunteer/register')
    expect(form).toMatch(/value="9901HX" selected/)
    expect(form).toContain('我自愿登记为示例市的志愿者')
    expect(await read(volunteer, '/volunteer/needs/new')).toMatch(/value="9901HX" selected/)
    expect(await read(volunteer, '/volunteer/organisations/new')).toMatch(/value="9901HX" selected/)
    const registration = typedRegistration({ county: '990102', consent: '2026-10-01' })
    expect((await volunteer.post('/volunteer/register', registration)).status).toBe(303)
    expect(await read(volunteer, '/me/volunteer')).toMatch(/志愿者编号 SL\d{10}/)
  })

  test('offers its editors its own lists', async () => {
    const publisher = await as('publisher')
    const config = await read(publisher, '/admin/config.yml')
    for (const words of ['江东区', '港口码头', '最美示例好人']) expect(config).toContain(words)
    await read(publisher, '/admin/help')
  })
})
