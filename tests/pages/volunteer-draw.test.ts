import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DomUtils } from 'htmlparser2'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { drawWords as words } from '#volunteering/line/draw-words.ts'
import { settleShifts } from '#volunteering/line/line.ts'
import { commitmentTo } from '#volunteering/line/lots.ts'
import { signedInByPhone } from '../support/garden.ts'
import { elementsIn, wordsOf } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { type Visitor, visitor } from '../support/visitor.ts'
import { addTestShift, addVolunteer, granted, hoursAfter, sign, type TestVolunteer } from '../support/volunteering.ts'

// Shifts with a draw, and the moment of it: that takes a database which the test can reach beside the server.
describe.skipIf(!isOpenToTests())('the page of a draw', () => {
  let connection: Connection
  let server: Portal
  let reader: Visitor
  const now = new Date()
  const earlier = hoursAfter(now, -100)
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    reader = visitor(server.address)
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })
  /** A shift whose draw is an hour from now, and who takes part. */
  const enter = async (people: number) => {
    const { db } = connection
    const activity = { drawHours: 24 }
    const shift = await addTestShift(db, { startsAt: hoursAfter(now, 25), capacity: 2, activity }, earlier)
    const parties: TestVolunteer[] = []
    for (let index = 0; index < people; index++) {
      const volunteer = await addVolunteer(db, {}, earlier)
      granted(await sign(db, shift.shiftId, volunteer, now))
      parties.push(volunteer)
    }
    return { ...shift, parties, address: `/volunteer/shifts/${shift.shiftId}/draw` }
  }
  /** To the letter: a program is run. */
  const textOf = (html: string, id: string) =>
    DomUtils.textContent(elementsIn(html, ['data', 'program'].includes(id) ? 'pre' : 'p', { id })).trim()

  test('vouches for the seed before, shows it with the list afterwards, and anybody computes the same result', async () => {
    const { shiftId, address, parties } = await enter(5)
    const before = await (await reader.get(address)).text()
    const { draw_seed: seed } = await connection.db
      .selectFrom('shift')
      .select('draw_seed')
      .where('id', '=', shiftId)
      .executeTakeFirstOrThrow()
    expect(before).toContain(commitmentTo(seed))
    expect(before, 'the seed is secret until then').not.toContain(seed)
    expect(await (await reader.get(`/volunteer/shifts/${shiftId}`)).text()).toContain(`href="${address}"`)

    await settleShifts(connection.db, hoursAfter(now, 1.1))
    const html = await (await reader.get(address)).text()
    expect(textOf(html, 'seed')).toBe(seed)
    const shown = elementsIn(html, 'tr')
      .slice(1)
      .map(row => elementsIn(row, 'td').map(wordsOf))
    expect(shown.map(([, , , , , result]) => result).toSorted()).toEqual(
      [words.won, words.won, words.waiting, words.waiting, words.waiting].toSorted(),
    )

    const folder = await mkdtemp(join(tmpdir(), 'portal-draw-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await writeFile(join(folder, 'draw.json'), textOf(html, 'data'))
    await writeFile(join(folder, 'check.mjs'), textOf(html, 'program'))
    const { stdout } = await promisify(execFile)(process.execPath, ['check.mjs'], { cwd: folder })
    expect(stdout.trim().split('\n')).toEqual(shown.map(([, entry, , , , result]) => `${entry} ${result}`))

    const mine = await signedInByPhone(server.address, connection.db, parties[0]!.personId)
    expect(await (await mine.get(`/volunteer/shifts/${shiftId}`)).text()).toContain(words.number(1))
  })

  test('is not there for a shift without a draw, for none, or for another method', async () => {
    const { shiftId } = await addTestShift(connection.db, { startsAt: hoursAfter(now, 50) }, earlier)
    for (const id of [shiftId, 0, 999999, 'x'])
      expect((await reader.get(`/volunteer/shifts/${id}/draw`)).status, String(id)).toBe(404)
    const { address } = await enter(0)
    expect((await reader.send('PUT', address)).status).toBe(405)
  })
})
