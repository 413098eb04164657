import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { makeMove, type SuggestionMove } from '#suggestions/course.ts'
import { handOverWords } from '#suggestions/list-words.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { coUnitAsking } from '#suggestions/moves/co-unit-asking.ts'
import { dispute } from '#suggestions/moves/dispute.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { reRouting } from '#suggestions/moves/re-routing.ts'
import { supervision } from '#suggestions/moves/supervision.ts'
import { unitText } from '#suggestions/moves/unit-text.ts'
import { photoSizes } from '#suggestions/photo-files.ts'
import { coverRefusals } from '#suggestions/redaction/preview.ts'
import { coverWords, photoCoverWords, previewWords } from '#suggestions/redaction/words.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
import { withKey } from '../support/course.ts'
import { elementsIn, htmlOf, wordsOf } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { dataKey } from '../support/server.ts'
import { suggestionInput } from '../support/suggestion.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'
import { waitingPhoto } from '../support/waiting.ts'

/** What an author typed and showed does not come to a unit by any address. */
describe.skipIf(!isOpenToTests())('what a unit can open', () => {
  const personalData = createPersonalData(dataKey)
  const secrets = ['季小满', '13912345678', '702室']
  const telling = `我是${secrets[0]}，电话${secrets[1]}，住${secrets[2]}。`
  const now = new Date()

  let server: Portal
  let connection: Connection
  let clerk: Visitor
  let officer: Visitor
  let people: Record<'clerk' | 'officer' | 'supervisor', { id: number; roles: ('clerk' | 'officer' | 'supervisor')[] }>
  let units: string[]
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl!, dataDir: '' })
    ;[clerk, officer] = (await Promise.all(
      ['clerk', 'officer'].map(login => signedIn(server.address, server.accounts[login])),
    )) as [Visitor, Visitor]
    const idOf = async (login: string) =>
      (
        await connection.db
          .selectFrom('person')
          .select('id')
          .where('login', '=', server.accounts[login]!.login)
          .executeTakeFirstOrThrow()
      ).id
    people = {
      clerk: { id: await idOf('clerk'), roles: ['clerk'] },
      officer: { id: await idOf('officer'), roles: ['officer'] },
      supervisor: { id: await idOf('supervisor'), roles: ['supervisor'] },
    }
    const rows = await connection.db
      .selectFrom('liaison')
      .select('unit')
      .where('person_id', '=', people.officer.id)
      .execute()
    units = rows.map(({ unit }) => unit)
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  const done = async (move: SuggestionMove, number: string, data: object, by: keyof typeof people | 'author') =>
    expect(
      await makeMove(connection.db, move, number, data as never, by === 'author' ? by : people[by], now, {
        personalData,
      }),
    ).toEqual({ number })

  async function send(say: string): Promise<string> {
    const received = await receiveSuggestion(
      connection.db,
      suggestionInput({
        title: `${say}${telling}`,
        body: `${telling}${say}`,
        place: `${secrets[2]}门口`,
        kind: 'advice',
        name: secrets[0]!,
        phone: secrets[1]!,
      }),
      [await waitingPhoto(connection.db, server.dataDir, now)],
      { personalData, now, privacyVersion: '2026-11-22' },
    )
    if ('refused' in received) throw new Error(received.refused)
    await done(acceptance, received.number, {}, 'clerk')
    return received.number
  }

  /** The form of the hand-over as the page has it: what a browser would send that changes nothing. */
  async function formOn(path: string, move: string): Promise<[string, string][]> {
    const page = await htmlOf(await clerk.get(path))
    const form = elementsIn(page, 'form').find(({ attribs }) => attribs.action?.includes(`/${move}`))
    return elementsIn(form!, 'input')
      .filter(({ attribs }) => (attribs.type === 'checkbox' ? attribs.checked !== undefined : true))
      .map(({ attribs }) => [attribs.name ?? '', attribs.value ?? ''] as [string, string])
  }
  const post = (path: string, pairs: [string, string][]) => {
    const body = new FormData()
    for (const [name, value] of pairs) body.append(name, value)
    return clerk.post(path, body)
  }

  /** Every address below the desk that the pages of somebody lead to, with what came from it. */
  async function walk(who: Visitor): Promise<Map<string, { text: string; bytes: Buffer }>> {
    const seen = new Map<string, { text: string; bytes: Buffer }>()
    const waiting = [
      '/desk',
      '/desk/suggestions?state=all',
      ...secrets.map(word => `/desk/suggestions?state=all&words=${encodeURIComponent(word)}`),
    ]
    for (let path = waiting.shift(); path !== undefined && seen.size < 250; path = waiting.shift()) {
      if (seen.has(path)) continue
      const response = await who.get(path)
      const bytes = Buffer.from(await response.arrayBuffer())
      const isPage = response.headers.get('Content-Type')?.startsWith('text/html')
      const text = isPage ? bytes.toString('utf8') : ''
      // What somebody searched for stands in the field of the search and in the links of the page.
      seen.set(path, {
        text: path.includes('words=') ? text.replaceAll(/(?:value|href|action)="[^"]*"/g, '') : text,
        bytes,
      })
      for (const [element, attribute] of [
        ['a', 'href'],
        ['img', 'src'],
        ['source', 'srcset'],
        ['link', 'href'],
      ] as const)
        for (const { attribs } of elementsIn(text, element, { [attribute]: true })) {
          const next = attribs[attribute]!.replace(/#.*/, '')
          if (next.startsWith('/desk') && !next.includes('words=')) waiting.push(next)
        }
    }
    return seen
  }

  async function expectNothing(numbers: string[]): Promise<void> {
    const seen = await walk(officer)
    expect(seen.size).toBeGreaterThan(10)
    for (const number of numbers)
      expect([...seen.keys()].some(path => path.startsWith(`/desk/suggestions/${number}`))).toBe(true)
    for (const format of ['csv', 'xlsx']) {
      const response = await officer.post('/desk/suggestions/exports', { state: 'all', format })
      seen.set(format, {
        text: format === 'csv' ? await response.clone().text() : '',
        bytes: Buffer.from(await response.arrayBuffer()),
      })
    }
    for (const [path, { text }] of seen)
      for (const secret of secrets) expect(text.includes(secret) ? `${path}: ${secret}` : '').toBe('')
    // The author's own pictures, at their very addresses and at every one that the walk found.
    const photos = await connection.db
      .selectFrom('addition_photo')
      .innerJoin('addition', 'addition.id', 'addition_id')
      .select(['addition_id', 'position', 'suggestion_id'])
      .execute()
    for (const number of numbers)
      for (const size of photoSizes) {
        const path = `/desk/suggestions/${number}/photos/1-${size}.webp`
        const original = Buffer.from(await (await clerk.get(path)).arrayBuffer())
        expect([path, (await officer.get(path)).status, original.length > 0]).toEqual([path, 404, true])
        for (const { bytes } of seen.values()) expect(bytes.equals(original)).toBe(false)
      }
    for (const { addition_id, position } of photos)
      for (const number of numbers)
        expect(
          (await officer.get(`/desk/suggestions/${number}/additions/${addition_id}/${position}-640.webp`)).status,
        ).toBe(404)
  }

  test('holds nothing that says who wrote it: to who leads, helps, disputes, and has it by another way', async () => {
    const [own = '', ...more] = units
    const [led, other, routed, helped] = [await send('甲'), await send('乙'), await send('丙'), await send('丁')]
    await done(merger, other, { into: led }, 'clerk')
    const path = `/desk/suggestions/${led}`
    const asShown = await formOn(`${path}?move=hand-over`, 'hand-over')
    const page = await htmlOf(await clerk.get(`${path}?move=hand-over`))
    expect(page).toContain(previewWords.lead)
    expect(elementsIn(page, 'mark').map(wordsOf)).toContain(coverWords.cover('name'))

    // Without the preview it does not go; as the page has it, it does.
    const refused = await post(`${path}/hand-over`, [['lead', own]])
    expect([refused.status, await htmlOf(refused)]).toEqual([
      422,
      expect.stringContaining(coverRefusals['cover-first'].words),
    ])
    const given = asShown.filter(([name]) => ['seen', 'cover'].includes(name))
    expect((await post(`${path}/hand-over`, [['lead', own], ...given])).status).toBe(303)
    await expectNothing([led])

    for (const number of [routed, helped]) {
      const given = (await formOn(`/desk/suggestions/${number}?move=hand-over`, 'hand-over')).filter(([name]) =>
        ['seen', 'cover'].includes(name),
      )
      const chosen = {
        seen: given.filter(([name]) => name === 'seen').map(([, value]) => value),
        cover: given.filter(([name]) => name === 'cover').map(([, value]) => value),
      }
      await done(handOver, number, { lead: 'water-bureau', no_officer: 'water-bureau', ...chosen }, 'clerk')
    }
    await done(reRouting, routed, { lead: own, from: 'water-bureau', reason: '归城管' }, 'clerk')
    await done(coUnitAsking, helped, { co_unit: own, co_days: 1 }, 'clerk')
    await done(
      addition,
      led,
      { body: telling, photos: [await waitingPhoto(connection.db, server.dataDir, now)], ...withKey() },
      'author',
    )
    await done(supervision, led, { words: '请尽快。', ...withKey() }, 'supervisor')
    await expectNothing([led, routed, helped])
    await done(dispute, routed, { reason: '不归我们管', duty: '示例条款' }, 'officer')
    expect(more).toBeDefined()
    await expectNothing([led, routed, helped])

    // The clerk lets it through as it is proposed, but for the photos.
    const later = await formOn(`${path}?move=unit-text`, 'unit-text')
    const passed = await post(
      `${path}/${unitText.name}`,
      later.filter(([name]) => ['seen', 'cover'].includes(name)),
    )
    expect(passed.status).toBe(303)
    await expectNothing([led, routed, helped])
    const read = await htmlOf(await officer.get(path))
    expect(read).toContain(coverWords.photosNotYet(3))
    expect(read).toContain(`我是${coverWords.cover('name')}`)
  })

  test('is a photo with boxes, that a clerk alone makes', async () => {
    const number = await send('戊')
    const path = `/desk/suggestions/${number}/covers/own-1`
    const given = (await formOn(`/desk/suggestions/${number}?move=hand-over`, 'hand-over')).filter(([name]) =>
      ['seen', 'cover'].includes(name),
    )
    expect((await post(`/desk/suggestions/${number}/hand-over`, [['lead', units[0]!], ...given])).status).toBe(303)
    expect((await officer.get(path)).status).toBe(403)
    expect((await clerk.get(path.replace('own-1', 'own-9'))).status).toBe(404)
    expect((await clerk.get(path.replace('own-1', '999999-1'))).status).toBe(404)
    expect((await clerk.get(path.replace('own-1', 'x'))).status).toBe(404)
    expect((await clerk.send('DELETE', path)).status).toBe(405)
    expect(await htmlOf(await clerk.get(path))).toContain(photoCoverWords.lead)
    for (const [boxes, says] of [
      ['', photoCoverWords.nothing],
      ['10 20 30', photoCoverWords.wrongLine(1)],
      ['1 1 5 5\n10 120 30 5', photoCoverWords.wrongLine(2)],
    ] as const) {
      const wrong = await clerk.post(path, { boxes })
      expect([wrong.status, await htmlOf(wrong)]).toEqual([422, expect.stringContaining(says)])
    }
    expect((await clerk.post(path, { boxes: '0 0 60 60' })).headers.get('Location')).toBe(`/desk/suggestions/${number}`)
    const [mine, theirs] = await Promise.all(
      [clerk, officer].map(async who =>
        Buffer.from(await (await who.get(`/desk/suggestions/${number}/photos/1-640.webp`)).arrayBuffer()),
      ),
    )
    expect(theirs!.length).toBeGreaterThan(0)
    expect(theirs!.equals(mine!)).toBe(false)
  })

  test('goes out of many at once only after its preview was on the page; what holds nothing goes by itself', async () => {
    const told = await send('己')
    const page = await htmlOf(await clerk.get(`/desk/hand-overs?number=${told}`))
    expect(page).toContain(previewWords.together)
    const missing = await post('/desk/hand-overs', [
      ['number', told],
      ['lead', units[0]!],
    ])
    expect(await htmlOf(missing)).toContain(coverRefusals['cover-first'].words)
    const given = elementsIn(page, 'input')
      .filter(({ attribs }) => attribs.name === 'seen' || (attribs.name === 'cover' && attribs.checked !== undefined))
      .map(({ attribs }) => [attribs.name!, attribs.value!] as [string, string])
    expect(await htmlOf(await post('/desk/hand-overs', [['number', told], ['lead', units[0]!], ...given]))).toContain(
      handOverWords.done,
    )
    await expectNothing([told])
  })
})
