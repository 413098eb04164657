import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { suggestionWords } from '#suggestions/desk-words.ts'
import { byPersonWords, savedFilterWords } from '#suggestions/list-words.ts'
import { correction } from '#suggestions/moves/correction.ts'
import { sourceWords, takingDownWords as words } from '#suggestions/taking-down-words.ts'
import { linksIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { inParts, readPage, suggestionsIn } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let clerk: Visitor
let officer: Visitor
let supervisor: Visitor
beforeAll(async () => {
  server = await workersPortal()
  ;[clerk, officer, supervisor] = (await Promise.all(
    ['clerk', 'officer', 'supervisor'].map(login => signedIn(server.address, server.accounts[login])),
  )) as [Visitor, Visitor, Visitor]
})
afterAll(() => server.stop())

const textOf = async (who: Visitor, path: string) => (await who.get(path)).text()
const typed = (more: Record<string, string> = {}) => {
  const { privacy_consent: _consent, ...asked } = typedSuggestion(more)
  return inParts({ source: 'phone', ...asked })
}

describe('a clerk writes down what a caller says', () => {
  test('and reads the code out; it stands on that page alone, and opens the author’s page', async () => {
    const form = { title: '电话里说的事', request_key: crypto.randomUUID() }
    const taken = await clerk.post('/desk/suggestions/new', typed(form))
    const page = await taken.text()
    expect(taken.status).toBe(200)
    const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(page)!
    expect(await textOf(visitor(server.address), `/participate/track/${code}`)).toContain('电话里说的事')
    const { href } = suggestionsIn(page)[0]!
    const matter = await textOf(clerk, href)
    expect(matter).toContain(sourceWords.phone)
    expect(matter).not.toContain(code)
    expect(await (await clerk.post('/desk/suggestions/new', typed(form))).text()).toContain(code)
  })

  test('with every error at its field and everything that was typed kept', async () => {
    const back = await readPage(
      await clerk.post('/desk/suggestions/new', typed({ source: 'fax', title: '', name: '吴女士', send_code: 'yes' })),
    )
    expect(back.status).toBe(422)
    expect(back.messages).toEqual(
      expect.arrayContaining([words.source.missing, words.told.missing, words.sendCode.noMobile]),
    )
    expect(back.value('name')).toBe('吴女士')
    expect((await officer.get('/desk/suggestions/new')).status).toBe(403)
    expect((await supervisor.post('/desk/suggestions/new', typed())).status).toBe(403)
  })
})

test('a clerk corrects category and title; the author reads what was corrected', async () => {
  const taken = await (await clerk.post('/desk/suggestions/new', typed({ title: '写错的说明' }))).text()
  const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(taken)!
  const { href } = suggestionsIn(taken)[0]!
  const asked = await readPage(await clerk.get(`${href}?move=correction`))
  expect([asked.value('title'), asked.value('place')]).toEqual(['写错的说明', '大猷街与解放街路口'])
  const right = { kind: 'problem', title: '改好的说明', category: 'bicycle-parking', county: '331102', place: '大猷街' }
  expect((await clerk.post(`${href}/correction`, { ...right, category: 'no-such' })).status).toBe(422)
  expect((await clerk.post(`${href}/correction`, { ...right, place: '' })).status).toBe(422)
  expect((await clerk.post(`${href}/correction`, right)).status).toBe(303)
  expect(await textOf(clerk, href)).toContain('一句话说明：写错的说明 → 改好的说明')
  expect(await textOf(visitor(server.address), `/participate/track/${code}`)).toContain('改好的说明')
  const same = await clerk.post(`${href}/correction`, right)
  expect([same.status, (await same.text()).includes(correction.refusals!['nothing-changed'].words)]).toEqual([
    422,
    true,
  ])
})

test('what a person sent is found by POST alone, by who may read names', async () => {
  await clerk.post(
    '/desk/suggestions/new',
    typed({ title: '按人查得到', name: '示例 查', phone: '13900004321', told: 'yes' }),
  )
  const found = async (who: string) => (await supervisor.post('/desk/suggestions/by-person', { who })).text()
  expect(await found('139-0000-4321')).toContain('按人查得到')
  expect(await found('示例查')).toContain('按人查得到')
  expect(await found('13900004322')).toContain(byPersonWords.none)
  expect((await clerk.post('/desk/suggestions/by-person', { who: '' })).status).toBe(422)
  expect((await officer.post('/desk/suggestions/by-person', { who: '13900004321' })).status).toBe(403)
})

test('a filter is kept under a name, leads to its list, and is removed by its owner alone', async () => {
  const query = 'state=open&kind=problem'
  expect((await clerk.post('/desk/suggestions/filters', { name: '', query })).status).toBe(422)
  const saved = await clerk.post('/desk/suggestions/filters', { name: '在办的问题', query: `${query}&evil=1` })
  expect(saved.headers.get('Location')).toBe(`/desk/suggestions?${query}`)
  const links = linksIn(await textOf(clerk, '/desk/suggestions'), '/desk/suggestions?').map(({ href, words }) => [
    href,
    words,
  ])
  expect(links).toContainEqual([`/desk/suggestions?${query}`, '在办的问题'])
  expect(await textOf(supervisor, '/desk/suggestions')).not.toContain('在办的问题')
  const [, remove] = /filters\?remove=(\d+)/.exec(await textOf(clerk, '/desk/suggestions/filters'))!
  expect((await supervisor.post(`/desk/suggestions/filters?remove=${remove}`, {})).status).toBe(404)
  expect((await clerk.post(`/desk/suggestions/filters?remove=${remove}`, {})).status).toBe(303)
  expect(await textOf(clerk, '/desk/suggestions/filters')).toContain(savedFilterWords.none)
})

test('two of the office see each other at one matter; a unit sees neither them nor who has it', async () => {
  const [theirs] = suggestionsIn(await textOf(officer, '/desk/suggestions?state=open'))
  await clerk.post(`${theirs!.href}/taking`, {})
  await textOf(clerk, theirs!.href)
  const said = suggestionWords.looking('', 0).slice(-12)
  const seen = await textOf(supervisor, theirs!.href)
  expect(seen).toContain(said)
  expect(seen).toContain(suggestionWords.clerk(''))
  const hidden = await textOf(officer, theirs!.href)
  expect(hidden).not.toContain(said)
  expect(hidden).not.toContain(suggestionWords.clerk(''))
})
