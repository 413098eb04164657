import { randomBytes, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { z } from 'zod'
import type { Connection } from '#db/connect.ts'
import type { SuggestionState } from '#db/schema.ts'
import { makeMove } from '#suggestions/course.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { extension } from '#suggestions/moves/extension.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { returnToDesk } from '#suggestions/moves/return.ts'
import { supervision } from '#suggestions/moves/supervision.ts'
import { suspension } from '#suggestions/moves/suspension.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { formatCode } from '#suggestions/code.ts'
import { readPersonalField } from '#suggestions/readings.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
import { storePhotos } from '#suggestions/photos.ts'
import { addDays, dayInLishui } from '#calendar/work-calendar.ts'
import { authorWords as words } from '#suggestions/author-words.ts'
import { phonePhoto } from '../support/pictures.ts'
import { addColleagues, bringTo, type Colleagues, written } from '../support/course.ts'
import { openPostgres } from '../support/database.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { suggestionInput } from '../support/suggestion.ts'
import { type Visitor, visitor } from '../support/visitor.ts'

// The desk's half is moved by its own functions beside the running server: that takes a database both can open.
describe.skipIf(!inject('postgres'))('the citizen’s page', () => {
  let connection: Connection & { databaseUrl: string }
  let server: RunningServer
  let citizen: Visitor
  let people: Colleagues
  beforeAll(async () => {
    connection = await openPostgres()
    people = await addColleagues(connection.db)
    server = await startServer({ DATABASE_URL: connection.databaseUrl })
    citizen = visitor(server.address)
  })
  afterAll(async () => {
    await server.stop()
    await connection.close()
  })

  const pathOf = (code: string) => `/participate/track/${formatCode(code)}`
  const page = async (code: string) => (await citizen.get(pathOf(code))).text()
  const bring = (state: SuggestionState) => bringTo(connection.db, state, people, new Date())
  const stateOf = async (code: string) =>
    (await connection.db.selectFrom('suggestion').select('state').where('code', '=', code).executeTakeFirstOrThrow())
      .state
  const good = { satisfaction: 'satisfied', solved: 'yes', words: '', answer: '1' }
  const post = (code: string, what: string, fields: Record<string, string>) =>
    citizen.post(`${pathOf(code)}/${what}`, { request_key: randomUUID(), ...fields })

  describe('says', () => {
    test('who has it, since when, and by when with the arithmetic', async () => {
      const code = await bringTo(connection.db, 'accepted', people, new Date())
      await makeMove(
        connection.db,
        handOver,
        code,
        { lead: 'zonghe-zhifa', co_unit_1: 'zijin-jiedao', co_days_1: 2 },
        people.clerk,
        new Date(),
      )
      const html = await page(code)
      expect(html).toContain('交给市综合执法局牵头去办，紫金街道协办')
      expect(html).toContain(words.holder.notSigned)
      expect(html).toMatch(/\d+月\d+日下班前答复/)
      expect(html).toMatch(/从次日起算 \d+ 个工作日：/)
    })

    test('a return, an extension, a suspension and a supervision in plain words', async () => {
      const returned = await bring('accepted')
      await makeMove(connection.db, handOver, returned, { lead: 'city-management' }, people.clerk, new Date())
      await makeMove(
        connection.db,
        returnToDesk,
        returned,
        { reason: '不在辖区', duty: '示例条款' },
        people.lead,
        new Date(),
      )
      expect(await page(returned)).toContain('说明不归它管，退了回来；答复的时限不重算')

      const code = await bring('signed-for')
      await makeMove(
        connection.db,
        extensionRequest,
        code,
        { working_days: 5, reason: '需要施工采购' },
        people.lead,
        new Date(),
      )
      await makeMove(connection.db, extension, code, { decision: 'granted' }, people.clerk, new Date())
      await makeMove(connection.db, supervision, code, { words: '内部的话' }, people.supervisor, new Date())
      const until = addDays(dayInLishui(new Date()), 3)
      await makeMove(connection.db, suspension, code, { reason: '等雨季过去', until }, people.clerk, new Date())
      const html = await page(code)
      for (const said of [
        '申请延期 5 个工作日',
        '需要施工采购',
        '同意延期 5 个工作日',
        '等雨季过去',
        '暂停的日子不算在期限里',
        '督办函：丽创督〔',
      ])
        expect(html).toContain(said)
      expect(html).not.toContain('内部的话')
    })

    test('who read their phone number and why, and nothing else about anybody', async () => {
      const personalData = createPersonalData(randomBytes(32))
      const input = suggestionInput({ name: '吴女士', phone: '13800000001' })
      const received = await receiveSuggestion(connection.db, input, [], {
        personalData,
        dataDir: server.dataDir,
        now: new Date(),
        privacyVersion: '2026-11-22',
      })
      if ('refused' in received) throw new Error(received.refused)
      expect(await page(received.code)).toContain(words.readings.none)
      await readPersonalField(
        connection.db,
        personalData,
        received.code,
        { field: 'phone', reason: '核对现场位置' },
        people.clerk,
        new Date(),
      )
      const html = await page(received.code)
      expect(html).toMatch(/受理员 \d+ 看了手机号/)
      expect(html).toContain('核对现场位置')
      for (const secret of [people.clerk.name, '吴女士', '13800000001', '大猷街与解放街路口'])
        expect(html).not.toContain(secret)
    })

    test('the answer with pictures from before and after, which open with the code alone', async () => {
      const code = await bring('signed-for')
      const stored = await storePhotos(
        server.dataDir,
        await Promise.all([1, 2].map(async () => ({ path: await onDisk(server.dataDir), name: 'a.jpg' }))),
        new Date(),
      )
      if ('refused' in stored) throw new Error(stored.refused)
      const [before, after] = stored.photos.map(photo => ({ folder: stored.folder, ...photo }))
      await makeMove(connection.db, answer, code, written('已增设车位 46 个。'), people.lead, new Date(), {
        photos: { before: [before!], after: [after!] },
      })
      const picture = `${pathOf(code)}/answers/1/after-2-1280.webp`
      expect((await citizen.get(picture)).status).toBe(404)
      await makeMove(connection.db, verification, code, {}, people.clerk, new Date())
      expect(await page(code)).toContain(picture)
      const response = await citizen.get(picture)
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp'])
      for (const other of [
        picture.replace('after-2', 'after-1'),
        picture.replace('1280', '9'),
        picture.replace('answers/1', 'answers/2'),
        picture.replace('after', 'photos'),
      ])
        expect((await citizen.get(other)).status).toBe(404)
      expect((await citizen.post(picture, {})).status).toBe(405)
    })

    test('its address as a QR code', async () => {
      expect(await page(await bring('received'))).toMatch(/<svg class="qr"[^>]*aria-label="这一页的二维码"/)
    })

    test('how far the one is that it was merged into, without its code', async () => {
      const code = await bring('merged')
      const { merged_into } = await connection.db
        .selectFrom('suggestion')
        .select('merged_into')
        .where('code', '=', code)
        .executeTakeFirstOrThrow()
      const other = await connection.db
        .selectFrom('suggestion')
        .select('code')
        .where('id', '=', merged_into)
        .executeTakeFirstOrThrow()
      const html = await page(code)
      expect(html).toContain('合到一起办的那件事')
      expect(html).not.toContain(formatCode(other.code))
    })
  })

  describe('rating', () => {
    test('closes what is settled, once, however often it is sent', async () => {
      const code = await bring('revisit')
      expect(await page(code)).toContain(rating.title)
      const responses = await Promise.all([post(code, 'rating', good), post(code, 'rating', good)])
      expect(responses.map(({ status }) => status)).toEqual([303, 303])
      expect(await stateOf(code)).toBe('closed')
      expect(await page(code)).not.toContain(rating.title)
      const again = await post(code, 'rating', good)
      expect(again.headers.get('location')).toBe(`${pathOf(code)}?done=rating`)
      expect(
        await connection.db
          .selectFrom('rating')
          .innerJoin('suggestion', 'suggestion.id', 'rating.suggestion_id')
          .where('code', '=', code)
          .select('rating.id')
          .execute(),
      ).toHaveLength(1)
    })

    test.each([
      { satisfaction: 'dissatisfied', solved: 'yes' },
      { satisfaction: 'fairly-satisfied', solved: 'no' },
    ])('reopens by %o, to the same unit, and says so', async choice => {
      const code = await bring('revisit')
      const response = await post(code, 'rating', { ...good, ...choice })
      expect(response.headers.get('location')).toBe(`${pathOf(code)}?done=rating`)
      expect(await stateOf(code)).toBe('reopened')
      const html = await (await citizen.get(response.headers.get('location')!)).text()
      expect(html).toContain(words.reopened)
      expect(html).toContain('再次答复')
    })

    test('changed afterwards is refused', async () => {
      const code = await bring('revisit')
      await post(code, 'rating', good)
      const response = await post(code, 'rating', { ...good, satisfaction: 'dissatisfied' })
      expect(response.status).toBe(409)
      expect(await response.text()).toContain(rating.refusals!['already-rated'].words)
      expect(await stateOf(code)).toBe('closed')
    })

    test('from a page that showed an older answer does not count for the new one', async () => {
      const code = await bring('reopened')
      await makeMove(connection.db, answer, code, written('这次换了路灯。', '夜里'), people.lead, new Date())
      await makeMove(connection.db, verification, code, {}, people.clerk, new Date())
      const response = await post(code, 'rating', { ...good, satisfaction: 'fairly-satisfied' })
      expect(response.status).toBe(409)
      expect(await response.text()).toContain(rating.refusals!['other-answer'].words)
      expect(await stateOf(code)).toBe('revisit')
      expect((await post(code, 'rating', { ...good, answer: '2' })).status).toBe(303)
    })

    test('left half empty comes back with what was typed', async () => {
      const code = await bring('revisit')
      const response = await post(code, 'rating', { solved: 'no', words: '还是<b>不亮', answer: '1', satisfaction: '' })
      expect(response.status).toBe(422)
      const html = await response.text()
      expect(html).toContain(faultOf(rating.form, {}, 'satisfaction'))
      expect(html).toContain('还是&lt;b&gt;不亮</textarea>')
      expect(html).toMatch(/value="no" checked/)
      expect(await stateOf(code)).toBe('revisit')
    })
  })

  describe('adding to it', () => {
    test('is kept once by its key, and not shown on the page', async () => {
      const code = await bring('signed-for')
      const key = randomUUID()
      for (let time = 0; time < 2; time += 1)
        expect((await post(code, 'addition', { body: '门牌是 8 号', request_key: key })).status).toBe(303)
      const html = await page(code)
      expect(html.match(/你补充了情况/g)).toHaveLength(1)
      expect(html).not.toContain('门牌是 8 号')
    })

    test('without words or with too many comes back', async () => {
      const code = await bring('received')
      for (const [body, message] of [
        ['  ', faultOf(addition.form, {}, 'body')],
        ['长'.repeat(1001), faultOf(addition.form, { body: '长'.repeat(1001) }, 'body')],
      ] as const) {
        const response = await post(code, 'addition', { body })
        expect(response.status).toBe(422)
        expect(await response.text()).toContain(message)
      }
    })

    test('ends after twenty times', async () => {
      const code = await bring('received')
      for (let time = 0; time < 20; time += 1) await post(code, 'addition', { body: `第 ${time} 次` })
      const response = await post(code, 'addition', { body: '第 21 次' })
      expect(response.status).toBe(409)
      expect(await response.text()).toContain(addition.refusals!['too-many'].words)
    })
  })

  describe('withdrawing it', () => {
    test('is asked once more, and done once', async () => {
      const code = await bring('handed-over')
      expect(await (await citizen.get(`${pathOf(code)}/withdrawal`)).text()).toContain(withdrawal.hint)
      expect(await stateOf(code)).toBe('handed-over')
      for (let time = 0; time < 2; time += 1)
        expect((await post(code, 'withdrawal', {})).headers.get('location')).toBe(`${pathOf(code)}?done=withdrawal`)
      expect(await stateOf(code)).toBe('withdrawn')
      expect(await page(code)).not.toContain(words.withdrawal.link)
    })
  })

  test.each([
    [rating, 'received'],
    [rating, 'reopened'],
    [rating, 'withdrawn'],
    [addition, 'closed'],
    [addition, 'declined'],
    [withdrawal, 'closed'],
    [withdrawal, 'merged'],
  ] as const)('a $0.name of what is $1 is refused with the reason', async (move, state) => {
    const code = await bring(state)
    const response = await post(code, move.name, { ...good, body: '补充一句' })
    expect(response.status).toBe(409)
    expect(await response.text()).toContain(move.sayTooLate!(state))
    expect(await stateOf(code)).toBe(state)
  })

  describe.each(['rating', 'addition', 'withdrawal'])('%s', what => {
    test('by another method is refused, by a code of nothing leads to the page that says so', async () => {
      expect((await citizen.send('PUT', `${pathOf(await bring('received'))}/${what}`)).status).toBe(405)
      const response = await citizen.post(`/participate/track/0000-0000-0000/${what}`, { request_key: randomUUID() })
      expect([response.status, response.headers.get('location')]).toEqual([303, '/participate/track/0000-0000-0000'])
      expect((await citizen.get('/participate/track/0000-0000-0000')).status).toBe(404)
    })

    test('without its key or from another site changes nothing', async () => {
      const code = await bring('revisit')
      expect((await post(code, what, { ...good, body: '补充一句', request_key: 'x' })).status).toBe(422)
      expect(
        (
          await citizen.post(
            `${pathOf(code)}/${what}`,
            { ...good, body: '补充一句', request_key: randomUUID() },
            { Origin: 'https://elsewhere.example' },
          )
        ).status,
      ).toBe(403)
      expect(await stateOf(code)).toBe('revisit')
    })
  })
})

/** What a form says of a field when it is given this. */
function faultOf(form: z.ZodObject, given: object, field: string): string {
  return form.safeParse(given).error!.issues.find(({ path }) => path[0] === field)!.message
}

async function onDisk(dataDir: string): Promise<string> {
  const path = `${dataDir}/${randomUUID()}.jpg`
  await writeFile(path, await phonePhoto({ width: 300, height: 200 }))
  return path
}
