import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { type Connection, connect } from '#db/connect.ts'
import type { SuggestionState } from '#db/schema.ts'
import { listMoves, makeMove } from '#suggestions/course.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { authorMoves } from '#suggestions/moves/index.ts'
import { publishing } from '#suggestions/moves/publishing.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { formatCode } from '#suggestions/code.ts'
import { goneChoice } from '#suggestions/unsorted.ts'
import { authorWords as words } from '#suggestions/author-words.ts'
import { elementsIn, valueIn } from '../support/html.ts'
import { addColleagues, bringTo, codeOf, type Colleagues, written } from '../support/course.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { type Visitor, visitor } from '../support/visitor.ts'

// The desk's half is moved by its own functions beside the running server: that takes a database both can open.
describe.skipIf(!isOpenToTests())('the citizen’s page', () => {
  let connection: Connection
  let server: Portal
  let citizen: Visitor
  let people: Colleagues
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    people = await addColleagues(connection.db)
    citizen = visitor(server.address)
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  const codes = new Map<string, string>()
  const pathOf = (number: string) => `/participate/track/${formatCode(codes.get(number)!)}`
  const page = async (number: string) => (await citizen.get(pathOf(number))).text()
  /** Brings one there and keeps its author's number. Returns its number. */
  const bring = async (state: SuggestionState) => {
    const number = await bringTo(connection.db, state, people, new Date())
    codes.set(number, await codeOf(connection.db, number))
    return number
  }
  const stateOf = async (number: string) =>
    (
      await connection.db
        .selectFrom('suggestion')
        .select('state')
        .where('number', '=', number)
        .executeTakeFirstOrThrow()
    ).state
  const good = { satisfaction: 'satisfied', solved: 'yes', words: '', answer: '1' }
  const post = (number: string, what: string, fields: Record<string, string>) =>
    citizen.post(`${pathOf(number)}/${what}`, { request_key: randomUUID(), ...fields })

  describe('rating', () => {
    test('closes what is settled, once, however often it is sent', async () => {
      const number = await bring('revisit')
      expect(await page(number)).toContain(rating.title)
      const responses = await Promise.all([post(number, 'rating', good), post(number, 'rating', good)])
      expect(responses.map(({ status }) => status)).toEqual([303, 303])
      expect(await stateOf(number)).toBe('closed')
      expect(await page(number)).not.toContain(rating.title)
      const again = await post(number, 'rating', good)
      expect(again.headers.get('location')).toBe(`${pathOf(number)}?done=rating`)
      expect(
        await connection.db
          .selectFrom('rating')
          .innerJoin('suggestion', 'suggestion.id', 'rating.suggestion_id')
          .where('number', '=', number)
          .select('rating.id')
          .execute(),
      ).toHaveLength(1)
    })

    test.each([
      { satisfaction: 'dissatisfied', solved: 'yes' },
      { satisfaction: 'fairly-satisfied', solved: 'no' },
    ])('reopens by %o, to the same unit, and says so', async choice => {
      const number = await bring('revisit')
      const response = await post(number, 'rating', { ...good, ...choice })
      expect(response.headers.get('location')).toBe(`${pathOf(number)}?done=rating`)
      expect(await stateOf(number)).toBe('reopened')
      const html = await (await citizen.get(response.headers.get('location')!)).text()
      expect(html).toContain(words.reopened)
      expect(html).toContain('再次答复')
    })

    test('changed afterwards is refused', async () => {
      const number = await bring('revisit')
      await post(number, 'rating', good)
      const response = await post(number, 'rating', { ...good, satisfaction: 'dissatisfied' })
      expect(response.status).toBe(409)
      expect(await response.text()).toContain(rating.refusals!['already-rated'].words)
      expect(await stateOf(number)).toBe('closed')
    })

    test('from a page that showed an older answer does not count for the new one', async () => {
      const number = await bring('reopened')
      await makeMove(connection.db, answer, number, written('这次换了路灯。', '夜里'), people.lead, new Date())
      await makeMove(connection.db, verification, number, {}, people.clerk, new Date())
      const response = await post(number, 'rating', { ...good, satisfaction: 'fairly-satisfied' })
      expect(response.status).toBe(409)
      expect(await response.text()).toContain(rating.refusals!['other-answer'].words)
      expect(await stateOf(number)).toBe('revisit')
      expect((await post(number, 'rating', { ...good, answer: '2' })).status).toBe(303)
    })

    test('left half empty comes back with what was typed', async () => {
      const number = await bring('revisit')
      const response = await post(number, 'rating', {
        solved: 'no',
        words: '还是<b>不亮',
        answer: '1',
        satisfaction: '',
      })
      expect(response.status).toBe(422)
      const html = await response.text()
      expect(html).toContain(faultOf(rating.form, {}, 'satisfaction'))
      expect([valueIn(html, 'words'), valueIn(html, 'solved')]).toEqual(['还是<b>不亮', 'no'])
      expect(await stateOf(number)).toBe('revisit')
    })
  })

  describe('adding to it', () => {
    test('is kept once by its key, and its author reads it again', async () => {
      const number = await bring('signed-for')
      const key = randomUUID()
      for (let time = 0; time < 2; time += 1)
        expect((await post(number, 'addition', { body: '门牌是 8 号', request_key: key })).status).toBe(303)
      const html = await page(number)
      expect(html.match(/你补充了情况/g)).toHaveLength(1)
      expect(html.match(/门牌是 8 号/g)).toHaveLength(1)
    })

    test('without words or with too many comes back', async () => {
      const number = await bring('received')
      for (const [body, message] of [
        ['  ', faultOf(addition.form, {}, 'body')],
        ['长'.repeat(1001), faultOf(addition.form, { body: '长'.repeat(1001) }, 'body')],
      ] as const) {
        const response = await post(number, 'addition', { body })
        expect(response.status).toBe(422)
        expect(await response.text()).toContain(message)
      }
    })

    test('ends after twenty times', async () => {
      const number = await bring('received')
      for (let time = 0; time < 20; time += 1) await post(number, 'addition', { body: `第 ${time} 次` })
      const response = await post(number, 'addition', { body: '第 21 次' })
      expect(response.status).toBe(409)
      expect(await response.text()).toContain(addition.refusals!['too-many'].words)
    })
  })

  test('a category that the city has taken out is called so, and not by its key', async () => {
    const number = await bring('received')
    await connection.db
      .updateTable('suggestion')
      .set({ category: 'gone-category' })
      .where('number', '=', number)
      .execute()
    const html = await page(number)
    expect(html).toContain(goneChoice)
    expect(html).not.toContain('gone-category')
  })

  describe('what was written for a step that is over', () => {
    test('comes back in the form for additions, while there is one', async () => {
      const number = await bring('signed-for')
      const response = await post(number, 'question-answer', { body: '是东侧，<b>写了很久', question: '1' })
      expect(response.status).toBe(409)
      const html = await response.text()
      expect(html).toContain(words.carried)
      expect(valueIn(html, 'body')).toBe('是东侧，<b>写了很久')
      expect((await post(number, 'addition', { body: '是东侧，<b>写了很久' })).status).toBe(303)
    })

    test.each(['addition', 'appeal'])('stands there to be copied where nothing takes it (%s)', async move => {
      const number = await bring('withdrawn')
      const response = await post(number, move, { body: '写了很久的一段话' })
      expect(response.status).toBe(409)
      const html = await response.text()
      for (const expected of [words.lost, '写了很久的一段话']) expect(html).toContain(expected)
    })
  })

  test('its author takes the consent to publish it back, and the desk sees that', async () => {
    const number = await bring('closed')
    const consent = async () =>
      (
        await connection.db
          .selectFrom('suggestion')
          .select('publish_consent')
          .where('number', '=', number)
          .executeTakeFirstOrThrow()
      ).publish_consent
    expect(await consent()).toBe(true)
    expect(await page(number)).toContain(publishing.title)
    for (let time = 0; time < 2; time += 1)
      expect((await post(number, 'publishing', { publish: 'no' })).status).toBe(303)
    expect(await consent()).toBe(false)
    expect((await page(number)).match(/你选了：不公开/g)).toHaveLength(1)
    expect((await post(number, 'publishing', { publish: '' })).status).toBe(422)
    expect((await post(number, 'publishing', { publish: 'yes' })).status).toBe(303)
    expect(await consent()).toBe(true)
  })

  describe('withdrawing it', () => {
    test('is asked once more, and done once', async () => {
      const number = await bring('handed-over')
      expect(await (await citizen.get(`${pathOf(number)}/withdrawal`)).text()).toContain(withdrawal.hint)
      expect(await stateOf(number)).toBe('handed-over')
      for (let time = 0; time < 2; time += 1)
        expect((await post(number, 'withdrawal', {})).headers.get('location')).toBe(`${pathOf(number)}?done=withdrawal`)
      expect(await stateOf(number)).toBe('withdrawn')
      expect(await page(number)).not.toContain(words.withdrawal.link)
    })
  })

  test.each([
    [rating, 'received'],
    [rating, 'reopened'],
    [rating, 'withdrawn'],
    [addition, 'closed'],
    [addition, 'declined'],
    [withdrawal, 'closed'],
    [withdrawal, 'declined'],
  ] as const)('a $0.name of what is $1 is refused with the reason', async (move, state) => {
    const number = await bring(state)
    const response = await post(number, move.name, { ...good, body: '补充一句' })
    expect(response.status).toBe(409)
    expect(await response.text()).toContain(move.sayTooLate!(state))
    expect(await stateOf(number)).toBe(state)
  })

  test.each(['received', 'handed-over', 'revisit', 'closed', 'withdrawn'] as const)(
    'has a way to every move that is offered to the author of what is %s',
    async state => {
      const number = await bring(state)
      const { id, lead_unit } = await connection.db
        .selectFrom('suggestion')
        .select(['id', 'lead_unit'])
        .where('number', '=', number)
        .executeTakeFirstOrThrow()
      const offered = await listMoves(connection.db, authorMoves, { id, state, lead_unit }, 'author', new Date())
      const html = await page(number)
      const reached = [...elementsIn(html, 'form'), ...elementsIn(html, 'a')].map(({ attribs }) =>
        (attribs.action ?? attribs.href ?? '').replace(/#.*/, ''),
      )
      expect(offered.filter(({ name }) => !reached.includes(`${pathOf(number)}/${name}`))).toEqual([])
    },
  )

  test('has no two fields of one name, though several forms stand on it', async () => {
    const names = elementsIn(await page(await bring('revisit')), 'form').flatMap(form => [
      ...new Set(
        ['input', 'textarea', 'select'].flatMap(kind => elementsIn(form, kind).map(field => field.attribs.id)),
      ),
    ])
    const ids = names.filter(id => id !== undefined)
    expect(ids).toEqual([...new Set(ids)])
  })

  describe.each(['rating', 'addition', 'withdrawal'])('%s', what => {
    test('by another method is refused, by a number of nothing leads to the page that says so', async () => {
      expect((await citizen.send('PUT', `${pathOf(await bring('received'))}/${what}`)).status).toBe(405)
      const response = await citizen.post(`/participate/track/0000-0000-0000/${what}`, { request_key: randomUUID() })
      expect([response.status, response.headers.get('location')]).toEqual([303, '/participate/track/0000-0000-0000'])
      expect((await citizen.get('/participate/track/0000-0000-0000')).status).toBe(404)
    })

    test('without its key or from another site changes nothing', async () => {
      const number = await bring('revisit')
      expect((await post(number, what, { ...good, body: '补充一句', request_key: 'x' })).status).toBe(422)
      expect(
        (
          await citizen.post(
            `${pathOf(number)}/${what}`,
            { ...good, body: '补充一句', request_key: randomUUID() },
            { Origin: 'https://elsewhere.example' },
          )
        ).status,
      ).toBe(403)
      expect(await stateOf(number)).toBe('revisit')
    })
  })
})

/** What a form says of a field when it is given this. */
function faultOf(form: z.ZodObject, given: object, field: string): string {
  return form.safeParse(given).error!.issues.find(({ path }) => path[0] === field)!.message
}
