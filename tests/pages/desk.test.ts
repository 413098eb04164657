import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { drawCode } from '#suggestions/code.ts'
import { faultWords } from '#suggestions/desk-words.ts'
import { declination } from '#suggestions/moves/declination.ts'
import { suggestionsIn } from '../support/suggesting.ts'
import { elementsIn, linksIn, valueIn } from '../support/html.ts'
import { faultAt } from '../support/forms.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, statusAt, visitor, type Visitor } from '../support/visitor.ts'

let server: Portal
/** One signed-in person of every role. */
let people: Record<string, Visitor>
let clerk: Visitor
let stranger: Visitor

beforeAll(async () => {
  server = await workersPortal()
  people = Object.fromEntries(
    await Promise.all(
      Object.entries(server.accounts).map(
        async ([role, account]) => [role, await signedIn(server.address, account)] as const,
      ),
    ),
  )
  clerk = people.clerk!
  stranger = visitor(server.address)
})
afterAll(() => server.stop())

/** Path of a sample suggestion whose title has the word. */
async function find(word: string): Promise<string> {
  const page = await (await clerk.get('/desk/suggestions?state=all')).text()
  const link = suggestionsIn(page).find(({ words }) => words.includes(word))
  if (!link) throw new Error(`no suggestion about ${word}`)
  return link.href
}

const locationOf = (response: Response) => new URL(response.headers.get('Location') ?? '', server.address)

describe('who may see which page', () => {
  const staff = ['contributor', 'reviewer', 'publisher', 'clerk', 'officer', 'supervisor', 'organiser', 'admin']
  test.each([
    ['/desk', staff],
    ['/desk/account', staff],
    ['/desk/suggestions', ['clerk', 'officer', 'supervisor', 'admin']],
    ['/desk/figures', ['clerk', 'supervisor', 'admin']],
    ['/desk/hand-overs', ['clerk']],
    ['/desk/templates', ['clerk']],
    ['/desk/calendar', ['clerk', 'admin']],
    ['/desk/deadlines', ['admin']],
    ['/desk/messages', ['clerk', 'supervisor', 'admin']],
    ['/desk/people', ['admin']],
    ['/desk/volunteers', ['organiser', 'clerk', 'supervisor', 'admin']],
    ['/desk/volunteers/needs', ['organiser', 'clerk', 'admin']],
    ['/desk/volunteers/applications', ['admin']],
    ['/desk/volunteers/overview', ['clerk', 'supervisor', 'admin']],
    ['/desk/volunteers/rules', ['admin']],
    ['/desk/volunteers/incidents', ['clerk', 'admin']],
    ['/desk/volunteers/activities/new', ['organiser', 'admin']],
    ['/desk/events', ['admin']],
    ['/desk/system', ['admin']],
    ['one suggestion', ['clerk', 'supervisor', 'admin']],
    ['a photo', ['clerk', 'supervisor', 'admin']],
    ['/desk/faults', ['contributor', 'reviewer', 'publisher', 'admin']],
  ])('%s', async (name, allowed) => {
    const path =
      name === 'one suggestion'
        ? await find('路灯')
        : name === 'a photo'
          ? `${await find('路灯')}/photos/1-640.webp`
          : name
    for (const [account, person] of Object.entries(people)) {
      const role = account.replace(/-\d+$/, '') // a second reviewer is listed as reviewer-2
      const response = await person.get(path)
      // An officer may come to the desk, but to them a suggestion that lies with nobody of theirs is not there.
      const refusal = role === 'officer' && !name.startsWith('/desk') ? 404 : 403
      expect([role, response.status]).toEqual([role, allowed.includes(role) ? 200 : refusal])
      expect(response.headers.get('Cache-Control')).toMatch(/no-store/)
    }
    const response = await stranger.get(path)
    expect(response.status).toBe(303)
    expect(locationOf(response).searchParams.get('next')).toBe(path)
  })

  test('the start page names what waits, with links to the rows', async () => {
    const page = await (await clerk.get('/desk')).text()
    expect(page).toContain('/desk/suggestions?state=received')
    expect(page).not.toContain('/desk/faults')
    expect(await (await people.reviewer!.get('/desk/faults')).text()).toContain(faultWords.none)
  })
})

describe('the table', () => {
  test('takes its filters from the address and keeps them in the form', async () => {
    const page = await (await clerk.get('/desk/suggestions?state=all&kind=advice&county=331102&words=长椅')).text()
    expect(page).toContain('建议在瓯江步道上加几张能靠背的长椅')
    expect(page).not.toContain('盲道')
    expect([valueIn(page, 'words'), valueIn(page, 'kind')]).toEqual(['长椅', 'advice'])
  })

  test.each([
    'state=nonsense',
    'unit=..',
    'month=2026-13',
    'month=2026-05&until=2026-01',
    'until=2026-05',
    'unit=-',
    'mark=all',
    'kind=%00',
    'county=__proto__',
    'category=constructor',
    'words=%25%5C_%00',
    'after=8F3K',
    'after=%F0%A0%AE%B7',
    `words=${'长'.repeat(500)}`,
  ])('is calm about ?%s', async query => {
    expect((await clerk.get(`/desk/suggestions?${query}`)).status).toBe(200)
  })

  test('shows no name and no phone number', async () => {
    const page =
      (await (await clerk.get('/desk/suggestions?state=all')).text()) +
      (await (await clerk.get(await find('盲道'))).text())
    expect(page).toContain('139****0001')
    expect(page).not.toMatch(/吴女士|13900000001/)
  })
})

describe('one suggestion', () => {
  test.each(['ABC', drawCode(), '2099-1', '2026-0', '%F0%A0%AE%B7', '..%2F..'])(
    'the number %s leads to 404',
    async number => {
      expect((await clerk.get(`/desk/suggestions/${number}`)).status).toBe(404)
      expect((await clerk.post(`/desk/suggestions/${number}/acceptance`, {})).status).toBe(404)
    },
  )

  test('is found by its number as it is printed', async () => {
    const number = (await find('盲道')).split('/').at(-1)!
    const printed = formatSuggestionNumber(number)
    expect((await clerk.get(`/desk/suggestions/${encodeURIComponent(printed)}`)).status).toBe(200)
  })

  test('opens the usual move and offers only those of its state: none of the office’s to a supervisor, none at all to an admin', async () => {
    const offers = async (who: Visitor, word: string) =>
      linksIn(await (await who.get(await find(word))).text(), /\?move=[\w-]+#next$/).map(
        ({ href }) => /move=([\w-]+)/.exec(href)![1],
      )
    const open = async (who: Visitor, path: string) =>
      elementsIn(await (await who.get(path)).text(), 'form', { class: 'desk-move' })[0]
        ?.attribs.action?.split('/')
        .at(-1)
    expect(await offers(clerk, '音响')).toEqual([
      'acceptance',
      'declination',
      'merger',
      'question',
      'taking',
      'correction',
    ])
    expect(await open(clerk, await find('音响'))).toBe('acceptance')
    expect(await offers(clerk, '名牌')).toEqual([
      'merger',
      'hand-over',
      'answer',
      'interim-reply',
      'question',
      'taking',
      'correction',
    ])
    expect(await open(clerk, await find('名牌'))).toBe('hand-over')
    expect(await open(clerk, `${await find('名牌')}?move=merger`)).toBe('merger')
    expect(await open(clerk, `${await find('名牌')}?move=rating`)).toBe('hand-over')
    for (const [who, word] of [
      [clerk, '工钱'],
      [people.supervisor!, '音响'],
      [people.admin!, '音响'],
    ] as const) {
      expect([await offers(who, word), await open(who, await find(word))]).toEqual([[], undefined])
    }
  })

  test.each(['acceptance', 'declination', 'answer'])('%s is for a clerk’s POST only', async move => {
    const path = `${await find('音响')}/${move}`
    expect((await clerk.get(path)).status).toBe(405)
    expect((await people.admin!.post(path, {})).status).toBe(403)
    expect((await clerk.post(path, {}, { Origin: 'https://evil.example' })).status).toBe(403)
    const response = await stranger.post(path, {}, { Referer: `${server.address}${await find('音响')}` })
    expect(response.status).toBe(303)
    expect(Object.fromEntries(locationOf(response).searchParams)).toEqual({ next: await find('音响'), unsaved: '1' })
  })

  test('its photos are WebP for the desk, and nothing else lies there', async () => {
    const path = await find('路灯')
    const photo = await clerk.get(`${path}/photos/1-640.webp`)
    expect([photo.status, photo.headers.get('Content-Type'), photo.headers.get('Cache-Control')]).toEqual([
      200,
      'image/webp',
      'private, no-store',
    ])
    expect(Buffer.from(await photo.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP')
    for (const wrong of ['2-640.webp', '0-640.webp', '1-641.webp', '1-640.png', '..%2f1-640.webp', '1-640.webp%00']) {
      expect([wrong, await statusAt(clerk, `${path}/photos/${wrong}`)]).toEqual([
        wrong,
        wrong.includes('%00') ? 400 : 404,
      ])
    }
  })
})

describe('a move', () => {
  test('is confirmed quietly, and refused with the name of the person who was first', async () => {
    const path = await find('音响')
    const accepted = await clerk.post(`${path}/acceptance`, {})
    expect([accepted.status, locationOf(accepted).pathname]).toEqual([303, path])
    const page = await (await clerk.get(locationOf(accepted).pathname + locationOf(accepted).search)).text()
    expect(page).toContain('role="status"')
    expect(page).toContain(`${path}/hand-over`)

    const again = await clerk.post(`${path}/acceptance`, {})
    expect(again.status).toBe(409)
    expect(await again.text()).toMatch(/林小溪（示例）在 .*已经处理了这件建言，现在的状态是“已受理”/)
  })

  test('of two browsers that press at the same moment one wins and the other is told', async () => {
    const path = await find('窗口')
    const other = await signedIn(server.address, server.accounts.clerk)
    const declination = { reason: 'duplicate', words: '大厅中午已经留了综合窗口，欢迎来办。' }
    const responses = await Promise.all([
      clerk.post(`${path}/acceptance`, {}),
      other.post(`${path}/declination`, declination),
    ])
    expect(responses.map(response => response.status).toSorted()).toEqual([303, 409])
  })

  test('an incomplete declination comes back with what was typed and a message at each field', async () => {
    const path = await find('斑马线')
    const refused = await clerk.post(`${path}/declination`, { reason: '', words: '不行' })
    const page = await refused.text()
    expect(refused.status).toBe(422)
    expect(page).toContain(faultAt(declination.form, 'reason', { reason: '' }))
    expect(page).toContain(faultAt(declination.form, 'words', { words: '不行' }))
    expect(valueIn(page, 'words')).toBe('不行')
    expect(
      (await clerk.post(`${path}/declination`, { reason: 'king', words: '理由不在列表里，不能这样提交。' })).status,
    ).toBe(422)
    expect(
      (await clerk.post(`${path}/declination`, { reason: 'unclear', words: `长${'长'.repeat(500)}` })).status,
    ).toBe(422)
    expect(
      (
        await clerk.post(`${path}/declination`, {
          reason: 'unclear',
          words: '找不到这个路口，请补充具体位置再提一次。',
        })
      ).status,
    ).toBe(303)
    expect(await (await clerk.get(path)).text()).toContain('找不到这个路口')
  })

  test('an answer is kept to the character, or refused with its text kept', async () => {
    const path = await find('名牌')
    const body =
      '结论：采纳𠮷。\r\n依据：校园绿化的规定。\r\n措施：王𬱖老师牵头，<b>下周</b>开始；联系 0578-0000000（示例）。'
    expect((await clerk.post(`${path}/answer`, { body: ' 好的 ' })).status).toBe(422)
    const withNul = await clerk.post(`${path}/answer`, { body: '有一个空字符\0混在里面，存不下来。' })
    expect(withNul.status).toBe(422)
    const unfinished = await clerk.post(`${path}/answer`, { body: `${body}【几月几日】办好。`, as_it_is: 'yes' })
    expect([unfinished.status, (await unfinished.text()).includes('还有没填的地方：“【几月几日】”')]).toEqual([
      422,
      true,
    ])
    const incomplete = await clerk.post(`${path}/answer`, { body: '这条建议很好，我们采纳，谢谢你。' })
    const page = await incomplete.text()
    expect([
      incomplete.status,
      page.includes('好像没有写到：依据、措施、日期、联系方式'),
      page.includes('这条建议很好'),
    ]).toEqual([422, true, true])
    expect((await clerk.post(`${path}/answer`, { body })).status).toBe(303)
    expect(await (await clerk.get(path)).text()).toContain(
      '<b>下周</b>开始'.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    )

    const tooLate = await clerk.post(`${path}/answer`, { body: '我也写了一份很长的答复，不想丢掉。', as_it_is: 'yes' })
    expect(tooLate.status).toBe(409)
    expect(await tooLate.text()).toContain('我也写了一份很长的答复，不想丢掉。')
  })
})
