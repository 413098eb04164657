import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deskMoves } from '#suggestions/moves/index.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { deputyWords } from '#suggestions/deputy-words.ts'
import { suggestionWords } from '#suggestions/desk-words.ts'
import { formerWords } from '#suggestions/former-words.ts'
import { handOverWords } from '#suggestions/list-words.ts'
import { addMonths, monthOf } from '#suggestions/months.ts'
import { elementsIn, linksIn, valueIn, wordsOf } from '../support/html.ts'
import { suggestionsIn } from '../support/suggesting.ts'
import { toldOf } from '../support/told.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

/** The desk with units: a clerk, the officers of two units, a supervisor, an admin. */
let server: Portal
let clerk: Visitor
let officer: Visitor
let coOfficer: Visitor
let supervisor: Visitor
let admin: Visitor

beforeAll(async () => {
  server = await workersPortal()
  ;[clerk, officer, coOfficer, supervisor, admin] = (await Promise.all(
    ['clerk', 'officer', 'officer-2', 'supervisor', 'admin'].map(login =>
      signedIn(server.address, server.accounts[login]),
    ),
  )) as [Visitor, Visitor, Visitor, Visitor, Visitor]
})
afterAll(() => server.stop())

async function listed(who: Visitor, query = 'state=all'): Promise<Map<string, string>> {
  const page = await (await who.get(`/desk/suggestions?${query}`)).text()
  return new Map(suggestionsIn(page).map(({ href, words }) => [words, href]))
}

async function find(word: string): Promise<string> {
  const found = [...(await listed(clerk))].find(([title]) => title.includes(word))
  if (!found) throw new Error(`no suggestion about ${word}`)
  return found[1]
}

const textOf = async (who: Visitor, path: string) => (await who.get(path)).text()

describe('an officer', () => {
  test('lists and sees only what lies with their unit', async () => {
    const titles = [...(await listed(officer)).keys()].join()
    expect(titles).toContain('泔水桶')
    expect(titles).not.toContain('音响')
    expect((await officer.get(await find('音响'))).status).toBe(404)
    expect((await officer.post(`${await find('音响')}/signature`, {})).status).toBe(404)
    expect((await officer.get(`${await find('路灯')}/photos/1-640.webp`)).status).toBe(404)
    expect([...(await listed(coOfficer)).keys()].join()).not.toContain('单车')
  })

  test('never sees who sent it, nor notes, nor the buttons to read it', async () => {
    const path = await find('地砖')
    expect(
      (await clerk.post(`${path}/note`, { note: '电话里说话很客气', request_key: crypto.randomUUID() })).status,
    ).toBe(303)
    expect(await textOf(clerk, path)).toContain('电话里说话很客气')
    const page = await textOf(officer, path)
    expect(page).not.toMatch(/139\*\*\*\*|金\*\*|客气|readings/)
    expect((await officer.post(`${path}/readings`, { field: 'phone', reading_reason: '想打电话问一下' })).status).toBe(
      403,
    )
    expect((await officer.post('/desk/suggestions/exports', { format: 'csv' })).status).toBe(403)
  })

  test('returns once with a reason, and it is gone; a clerk hands it to another with a co-unit', async () => {
    const path = await find('泔水桶')
    expect((await officer.post(`${path}/return`, { reason: '', duty: '' })).status).toBe(422)
    const returned = await officer.post(`${path}/return`, { reason: '菜场内部由市场监管局管', duty: '三定规定第 4 条' })
    expect(returned.headers.get('Location')).toBe('/desk/suggestions?done=return')
    const former = await officer.get(path)
    expect([former.status, (await former.text()).includes(formerWords.returned)]).toEqual([410, true])
    expect(await textOf(clerk, path)).toContain('三定规定第 4 条')

    // Not offered, and not made either: a clerk's own answer would hide that nobody does it.
    expect(await textOf(clerk, path)).not.toContain(`${path}?move=answer`)
    expect(
      (await clerk.post(`${path}/answer`, { body: '结论：我们自己答复，请放心，谢谢。', as_it_is: 'yes' })).status,
    ).toBe(409)

    const units = { lead: 'zijin-jiedao', level: '', co_unit_1: 'zonghe-zhifa', co_days_1: '', words: '' }
    expect((await clerk.post(`${path}/hand-over`, units)).status).toBe(422)
    expect((await clerk.post(`${path}/hand-over`, { ...units, lead: 'nobody', co_days_1: '1' })).status).toBe(422)
    expect(
      (await clerk.post(`${path}/hand-over`, { ...units, co_unit_1: 'zijin-jiedao', co_days_1: '1' })).status,
    ).toBe(422)
    const tooLong = await clerk.post(`${path}/hand-over`, { ...units, co_days_1: '80' })
    expect([
      tooLong.status,
      (await tooLong.text()).includes(handOver.refusals!['co-unit-later-than-lead'].words),
    ]).toEqual([422, true])
    expect((await clerk.post(`${path}/hand-over`, { ...units, co_unit_1: '' })).status).toBe(303)
    expect((await coOfficer.post(`${path}/signature`, {})).status).toBe(303)
    expect((await coOfficer.post(`${path}/signature`, {})).status).toBe(409)
  })

  test('answers a problem with photos or a reason; a clerk sends it back, then lets it pass', async () => {
    const path = await find('泔水桶')
    const body =
      '结论：情况属实，已整改。依据：市容管理规定。措施：已更换带盖的桶。日期：11月20日办好。联系：0578-0000000。'
    const form = (fields: Record<string, string>) =>
      Object.entries({ no_photos_because: '', ...fields }).reduce(
        (data, [name, value]) => (data.set(name, value), data),
        new FormData(),
      )
    const bare = await coOfficer.post(`${path}/answer`, form({ body }))
    expect([bare.status, (await bare.text()).includes(answer.refusals!['photos-missing'].words)]).toEqual([422, true])
    const broken = form({ body })
    broken.set('after', new File(['not a photo'], '现场.jpg', { type: 'image/jpeg' }))
    expect((await coOfficer.post(`${path}/answer`, broken)).status).toBe(422)
    expect((await coOfficer.post(`${path}/answer`, form({ body, no_photos_because: '气味拍不出来' }))).status).toBe(303)
    expect((await clerk.post(`${path}/rework`, { words: '请写明以后多久清运一次' })).status).toBe(303)
    expect(
      (
        await coOfficer.post(
          `${path}/answer`,
          form({ body: `${body}每天清运两次。`, no_photos_because: '气味拍不出来' }),
        )
      ).status,
    ).toBe(303)
    expect((await coOfficer.post(`${path}/verification`, {})).status).toBe(403)
    const [beside] = elementsIn(await textOf(clerk, path), 'section', { 'aria-labelledby': 'next' })
    expect(wordsOf(beside!)).toContain(`${suggestionWords.answerToCheck}${body}每天清运两次。`)
    expect((await clerk.post(`${path}/verification`, {})).status).toBe(303)
    expect((await clerk.post(`${path}/revisit`, { way: 'phone', words: '' })).status).toBe(422)
    expect((await clerk.post(`${path}/revisit`, { way: 'phone', words: '本人说已经没有气味' })).status).toBe(303)
    expect(await textOf(supervisor, path)).toContain('请写明以后多久清运一次')
    expect((await supervisor.post(`${path}/reopening`, { words: '一周后又有人反映' })).status).toBe(303)
  })
})

describe('a clerk', () => {
  test('decides an extension that was asked for, once', async () => {
    const path = await find('夜市')
    expect(await textOf(clerk, path)).toContain(toldOf(extensionRequest, { workingDays: 5 }))
    expect((await clerk.post(`${path}/extension`, { decision: '', words: '' })).status).toBe(422)
    expect((await clerk.post(`${path}/extension`, { decision: 'granted', words: '同意' })).status).toBe(303)
    expect((await clerk.post(`${path}/extension`, { decision: 'granted', words: '' })).status).toBe(409)
    expect(
      (await officer.post(`${path}/extension-request`, { working_days: '3', reason: '还要三天才行' })).status,
    ).toBe(409)
    expect((await clerk.post(`${path}/suspension`, { until: '2020-01-01', reason: '等材料' })).status).toBe(422)
  })

  test('reads a phone number with a reason only; it is shown once and stays in the list of readings', async () => {
    const path = await find('地砖')
    expect((await clerk.post(`${path}/readings`, { field: 'phone', reading_reason: '看' })).status).toBe(422)
    expect((await admin.post(`${path}/readings`, { field: 'phone', reading_reason: '核实地点' })).status).toBe(403)
    const read = await clerk.post(`${path}/readings`, { field: 'phone', reading_reason: '电话核实具体位置' })
    expect([read.status, (await read.text()).includes('13900000007')]).toEqual([200, true])
    const page = await textOf(clerk, path)
    expect(page).not.toContain('13900000007')
    expect(page).toContain('电话核实具体位置')
  })

  test('hands several over at once, each by itself', async () => {
    const numbers = [await find('五云街道').catch(() => find('路灯')), await find('音响')].map(path =>
      path.split('/').at(-1)!,
    )
    const query = new URLSearchParams(numbers.map(number => ['number', number]))
    expect(await textOf(clerk, `/desk/hand-overs?${query}`)).toContain(handOverWords.submit(2))
    const body = new URLSearchParams([
      ...numbers.map(number => ['number', number]),
      ['lead', 'zonghe-zhifa'],
      ['level', 'ordinary'],
    ])
    const form = new FormData()
    for (const [name, value] of body) form.append(name, value)
    const response = await clerk.post('/desk/hand-overs', form)
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(page).toContain(handOverWords.done)
    expect(page).toContain('现在的状态是“待受理”')
    expect(await textOf(clerk, '/desk/hand-overs?number=%00&number=../..')).toContain(handOverWords.none)
  })

  test('hands to a unit without an officer only after a tick, and the unit above receives it', async () => {
    const path = await find('名牌')
    const lead = 'zijin-jiangbin-shequ'
    const refused = await clerk.post(`${path}/hand-over`, { lead, words: '请先看现场' })
    const page = await refused.text()
    expect(refused.status).toBe(422)
    expect(page).toContain(deputyWords.refused)
    expect(page).toContain(deputyWords.confirm('江滨社区', '紫金街道'))
    expect(valueIn(page, 'words')).toBe('请先看现场')
    expect(elementsIn(page, 'input', { name: 'no_officer', value: lead })).toHaveLength(1)

    const number = path.split('/').at(-1)!
    const several = async (more: Record<string, string>) =>
      (await clerk.post('/desk/hand-overs', { number, lead, ...more })).text()
    expect(await several({})).toContain(deputyWords.refusedOfSeveral)
    expect(await textOf(clerk, `/desk/hand-overs?number=${number}`)).toContain(deputyWords.confirmAll)
    expect(await several({ unheard_too: 'yes' })).toContain(`role="status">${handOverWords.done}<`)
    expect(await textOf(clerk, path)).toContain(deputyWords.receives('紫金街道'))
    expect((await officer.get(path)).status).toBe(404)
    expect(await textOf(coOfficer, path)).toContain('江滨社区')

    const wrong = { lead: 'shi-wenmingwei', reason: '换一个单位看看', from: lead }
    const notYet = await clerk.post(`${path}/re-routing`, wrong)
    expect([notYet.status, (await notYet.text()).includes(deputyWords.confirm('市文明委', undefined))]).toEqual([
      422,
      true,
    ])
    expect((await coOfficer.post(`${path}/signature`, {})).status).toBe(303)
  })

  test('exports the filtered list, without names and phones, and the export is an event', async () => {
    const csv = await clerk.post('/desk/suggestions/exports', { state: 'all', words: '地砖' })
    const text = await csv.text()
    expect(csv.headers.get('Content-Disposition')).toContain('.csv')
    expect(text.split('\r\n')).toHaveLength(3)
    expect(text).toContain('丽阳街')
    expect(text).not.toMatch(/金女士|1390000/)
    expect((await clerk.get('/desk/suggestions/exports')).status).toBe(405)
    const book = await clerk.post('/desk/suggestions/exports', { state: 'all', words: '地砖', format: 'xlsx' })
    expect(book.headers.get('Content-Disposition')).toContain('.xlsx')
    expect(Buffer.from(await book.arrayBuffer()).toString('latin1', 0, 2)).toBe('PK')
    expect(await textOf(admin, '/desk/events?action=suggestions.exported')).toContain('suggestion-list csv')
  })
})

test('units and officers have their figures, and each number has as many rows as its list', async () => {
  const path = '/desk/figures/units?from=2000-01&to=2099-12'
  expect((await officer.get(path)).status).toBe(403)
  // The samples came in over some weeks, whatever month it is.
  const page = await textOf(supervisor, `/desk/figures/units?from=${addMonths(monthOf(new Date()), -6)}`)
  const numbers = linksIn(page, /^\/desk\/suggestions\?/).filter(({ words }) => words !== '0')
  expect(numbers.some(({ href }) => href.includes('officer='))).toBe(true)
  for (const { href, words } of numbers.slice(0, 12)) {
    const rows = elementsIn(await textOf(supervisor, href), 'tr', {}).length - 1
    expect([href, rows]).toEqual([href, Math.min(50, Number(words))])
  }
})

test.each(deskMoves.map(({ name }) => name))(
  'the move %s takes a POST of its own people, for a number that there is',
  async move => {
    const path = await find('音响')
    expect((await clerk.get(`${path}/${move}`)).status).toBe(405)
    expect((await admin.post(`${path}/${move}`, {})).status).toBe(403)
    expect((await visitor(server.address).post(`${path}/${move}`, {})).status).toBe(303)
    for (const who of [clerk, officer, supervisor])
      expect([403, 404, 422]).toContain((await who.post(`/desk/suggestions/${'2099-1'}/${move}`, {})).status)
    expect((await clerk.post(`${path}/king`, {})).status).toBe(404)
  },
)

test('an answer that comes after a re-routing is given back with what happened, and the link of the reminder says it too', async () => {
  const path = [...(await listed(officer, 'state=handed-over')).values()][0]!
  expect((await officer.post(`${path}/signature`, {})).status).toBe(303)
  const from = valueIn(await textOf(clerk, `${path}?move=re-routing`), 'from') ?? ''
  const routed = { lead: from === 'zijin-jiedao' ? 'zonghe-zhifa' : 'zijin-jiedao', from, reason: '是他们管的路段' }
  expect((await clerk.post(`${path}/re-routing`, routed)).status).toBe(303)
  const body = '结论：情况属实，已经整改，写了很久的一份答复，不想丢掉。'
  const late = await officer.post(`${path}/answer`, { body, as_it_is: 'yes', no_photos_because: '夜里' })
  expect(late.status).toBe(409)
  const page = await late.text()
  for (const words of [formerWords.reRouted, formerWords.notMade, body]) expect(page).toContain(words)
  const reminded = await officer.get(path)
  expect([reminded.status, (await reminded.text()).includes(formerWords.reRouted)]).toEqual([410, true])
  expect(await textOf(officer, path)).not.toContain('/answer')
})
