import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { clockOf, dayOf } from '#calendar/lishui.ts'
import { incident, incidentKinds } from '#volunteering/shifts/moves/incident.ts'
import { stopping } from '#volunteering/shifts/moves/stopping.ts'
import { incidentWords, volunteerDeskWords } from '#volunteering/words.ts'
import { signedInByPhone } from '../support/garden.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { type Visitor, visitor } from '../support/visitor.ts'
import { addOrganisation, addPerson, addTestShift, hoursAfter, type TestOrganisation } from '../support/volunteering.ts'

// A shift that runs now: that takes a database which the test can reach beside the server.
describe.skipIf(!isOpenToTests())('a running shift at the desk', () => {
  let connection: Connection
  let server: Portal
  let team: TestOrganisation
  let organiser: Visitor
  const now = new Date()
  const earlier = hoursAfter(now, -100)
  const browserOf = (personId: number) => signedInByPhone(server.address, connection.db, personId)
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    team = await addOrganisation(connection.db, undefined, earlier)
    organiser = await browserOf(team.organiser)
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })
  const running = () =>
    addTestShift(connection.db, { organisation: team, startsAt: hoursAfter(now, -1), hours: 8 }, earlier)

  test('its organiser writes down what happened, the office reads it, and nobody else does', async () => {
    const { shiftId } = await running()
    const at = `/desk/volunteers/shifts/${shiftId}`
    const moment = new Date(now.getTime() - 600_000)
    const words = `示例：有人中暑 ${randomUUID()}`
    const typed = {
      kind: 'illness',
      happened_on: dayOf(moment),
      happened_at: clockOf(moment),
      words,
      request_key: randomUUID(),
    }
    const bad = await organiser.post(`${at}/${incident.name}`, { ...typed, kind: '', words: '' })
    expect(bad.status).toBe(422)
    const sent = await organiser.post(`${at}/${incident.name}`, typed)
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${at}?done=${incident.name}`])
    expect(await (await organiser.get(at)).text()).toContain(words)

    const office = await browserOf(await addPerson(connection.db, '示例审核', ['admin']))
    const list = await (await office.get('/desk/volunteers/incidents')).text()
    for (const part of [words, incidentKinds.illness, incidentWords.title]) expect(list).toContain(part)
    expect((await organiser.get('/desk/volunteers/incidents')).status).toBe(403)
    expect((await office.send('DELETE', '/desk/volunteers/incidents')).status).toBe(405)
    const stranger = await browserOf((await addOrganisation(connection.db, undefined, earlier)).organiser)
    const others = await stranger.post(`${at}/${incident.name}`, { ...typed, request_key: randomUUID() })
    expect(others.status).toBe(403)
    expect(await others.text()).toContain(volunteerDeskWords.notYours.title)
    expect(await (await visitor(server.address).get(`/volunteer/shifts/${shiftId}`)).text()).not.toContain(words)
  })

  test('is ended by its organiser, and its public page says why', async () => {
    const { shiftId } = await running()
    const at = `/desk/volunteers/shifts/${shiftId}`
    const words = `示例：雷雨 ${randomUUID()}`
    const ended = await organiser.post(`${at}/${stopping.name}`, { words })
    expect([ended.status, ended.headers.get('location')]).toEqual([303, `${at}?done=${stopping.name}`])
    expect(await (await organiser.get(at)).text()).toContain(words)
    expect(await (await visitor(server.address).get(`/volunteer/shifts/${shiftId}`)).text()).toContain(words)
    const again = await organiser.post(`${at}/${stopping.name}`, { words })
    expect(again.status, 'twice is once').toBe(303)
  })
})
