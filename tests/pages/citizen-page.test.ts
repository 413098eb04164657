import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import type { SuggestionState } from '#db/schema.ts'
import { makeMove } from '#suggestions/course.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { extension } from '#suggestions/moves/extension.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { returnToDesk } from '#suggestions/moves/return.ts'
import { supervision } from '#suggestions/moves/supervision.ts'
import { suspension } from '#suggestions/moves/suspension.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { formatCode } from '#suggestions/code.ts'
import { readPersonalField } from '#suggestions/readings.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
import { addDays, dayInLishui } from '#calendar/work-calendar.ts'
import { authorWords as words } from '#suggestions/author-words.ts'
import { roles } from '#people/roles.ts'
import { toldOf, wordsBefore } from '../support/told.ts'
import { elementsIn } from '../support/html.ts'
import { addColleagues, bringTo, codeOf, type Colleagues, written, withKey } from '../support/course.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { dataKey } from '../support/server.ts'
import { suggestionInput } from '../support/suggestion.ts'
import { type Visitor, visitor } from '../support/visitor.ts'
import { waitingPhoto } from '../support/waiting.ts'

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

  describe('says', () => {
    test('who has it, since when, and by when with the arithmetic', async () => {
      const number = await bring('accepted')
      await makeMove(
        connection.db,
        handOver,
        number,
        { lead: 'zonghe-zhifa', co_unit_1: 'zijin-jiedao', co_days_1: 2 },
        people.clerk,
        new Date(),
      )
      const html = await page(number)
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
      expect(await page(returned)).toContain(toldOf(returnToDesk))

      const number = await bring('signed-for')
      await makeMove(
        connection.db,
        extensionRequest,
        number,
        { working_days: 5, reason: '需要施工采购' },
        people.lead,
        new Date(),
      )
      await makeMove(connection.db, extension, number, { decision: 'granted' }, people.clerk, new Date())
      await makeMove(
        connection.db,
        supervision,
        number,
        { words: '内部的话', ...withKey() },
        people.supervisor,
        new Date(),
      )
      const until = addDays(dayInLishui(new Date()), 3)
      await makeMove(connection.db, suspension, number, { reason: '等雨季过去', until }, people.clerk, new Date())
      const html = await page(number)
      for (const said of [
        toldOf(extensionRequest, { workingDays: 5 }),
        '需要施工采购',
        toldOf(extension, { granted: true, workingDays: 5 }),
        '等雨季过去',
        toldOf(suspension, { until }),
        '督办函：丽创督〔',
      ])
        expect(html).toContain(said)
      expect(html).not.toContain('内部的话')
    })

    test('who read their phone number and why, and nothing else about anybody', async () => {
      const personalData = createPersonalData(dataKey)
      const input = suggestionInput({ name: '吴女士', phone: '13800000001' })
      const received = await receiveSuggestion(connection.db, input, [], {
        personalData,
        now: new Date(),
        privacyVersion: '2026-11-22',
      })
      if ('refused' in received) throw new Error(received.refused)
      codes.set(received.number, received.code)
      expect(await page(received.number)).toContain(words.readings.none)
      await readPersonalField(
        connection.db,
        personalData,
        received.number,
        { field: 'phone', reason: '核对现场位置' },
        people.clerk,
        new Date(),
      )
      const html = await page(received.number)
      expect(html).toMatch(new RegExp(words.readings.line(`${roles.clerk} \\d+`, words.readings.what.phone)))
      expect(html).toContain('核对现场位置')
      for (const secret of [people.clerk.name, '吴女士', '13800000001']) expect(html).not.toContain(secret)
    })

    test('the answer with pictures from before and after, which open with the number alone', async () => {
      const number = await bring('signed-for')
      const kept = () => waitingPhoto(connection.db, server.dataDir, new Date())
      const photos = { before: [await kept()], after: [await kept()] }
      await makeMove(
        connection.db,
        answer,
        number,
        written('已增设车位 46 个。', undefined, photos),
        people.lead,
        new Date(),
      )
      const picture = `${pathOf(number)}/answers/1/after-1-1280.webp`
      expect((await citizen.get(picture)).status).toBe(404)
      await makeMove(connection.db, verification, number, {}, people.clerk, new Date())
      expect(await page(number)).toContain(picture)
      const response = await citizen.get(picture)
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp'])
      for (const other of [
        picture.replace('after-1', 'after-2'),
        picture.replace('1280', '9'),
        picture.replace('answers/1', 'answers/2'),
        picture.replace('after', 'photos'),
      ])
        expect((await citizen.get(other)).status).toBe(404)
      expect((await citizen.post(picture, {})).status).toBe(405)
    })

    test('its address as a QR number', async () => {
      const html = await page(await bring('received'))
      expect(elementsIn(html, 'svg', { class: 'qr', 'aria-label': words.qr.label })).toHaveLength(1)
    })

    test('how far the one is that it was merged into, without its number', async () => {
      const number = await bring('merged')
      const { merged_into } = await connection.db
        .selectFrom('suggestion')
        .select('merged_into')
        .where('number', '=', number)
        .executeTakeFirstOrThrow()
      const other = await connection.db
        .selectFrom('suggestion')
        .select('number')
        .where('id', '=', merged_into)
        .executeTakeFirstOrThrow()
      const html = await page(number)
      expect(html).toContain(wordsBefore(now => words.merged(now, true)))
      expect(html).not.toContain(formatCode(await codeOf(connection.db, other.number)))
    })
  })
})
