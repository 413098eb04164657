import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { createSessions } from '#people/session.ts'
import { formatDay } from '#calendar/lishui.ts'
import { appeal } from '#volunteering/volunteers/moves/appeal.ts'
import { block } from '#volunteering/volunteers/moves/block.ts'
import { correction } from '#volunteering/volunteers/moves/correction.ts'
import { merger } from '#volunteering/volunteers/moves/merger.ts'
import { mergedWords } from '#volunteering/volunteers/words.ts'
import { officeWords } from '#volunteering/volunteers/office-words.ts'
import { faultAt } from '../support/forms.ts'
import { formIn, htmlOf } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { readPage } from '../support/suggesting.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'
import { addVolunteer, givePhone, hoursAfter, recordOf, type TestVolunteer } from '../support/volunteering.ts'

// Volunteers are written beside the running server: that takes a database both can open.
describe.skipIf(!isOpenToTests())('the office’s desk for volunteers', () => {
  let connection: Connection
  let server: Portal
  let clerk: Visitor
  let admin: Visitor
  let someone: TestVolunteer
  let phone: string
  const list = '/desk/volunteers/people'
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    clerk = await signedIn(server.address, server.accounts.clerk)
    admin = await signedIn(server.address, server.accounts.admin)
    someone = await addVolunteer(connection.db, { name: '查找示例' }, hoursAfter(new Date(), -100))
    phone = await givePhone(connection.db, someone.personId)
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })
  const here = () => `${list}/${someone.volunteerId}`

  test('finds somebody by phone and by name, and says when there is nobody', async () => {
    for (const find of [phone, '查找示例']) {
      const response = await clerk.post(list, { find })
      expect(response.status).toBe(200)
      expect(await htmlOf(response)).toContain(here())
    }
    expect(await htmlOf(await clerk.post(list, { find: '没有这个人' }))).toContain(officeWords.none)
    expect((await clerk.post(list, { find: '' })).status).toBe(422)
    expect(await htmlOf(await clerk.get(list))).toContain(officeWords.disputes)
  })

  test('is for the office alone, by the methods it has, for people that there are', async () => {
    const organiser = await signedIn(server.address, server.accounts.organiser)
    const stranger = visitor(server.address)
    for (const path of [list, here(), '/desk/volunteers/register']) {
      expect((await organiser.get(path)).status).toBe(403)
      expect((await stranger.get(path)).headers.get('location')).toContain('/login')
      expect((await clerk.send('PUT', path)).status).toBe(405)
      expect((await clerk.get(path)).status).toBe(200)
    }
    for (const wrong of ['x', '0', '999999']) expect((await clerk.get(`${list}/${wrong}`)).status).toBe(404)
    expect((await clerk.post(`${here()}/nothing`, {})).status).toBe(404)
  })

  test('shows the phone masked, and what is wrong with a correction at its field, with what was typed', async () => {
    const html = await htmlOf(await clerk.get(here()))
    expect(html).toContain('查找示例')
    expect(html).not.toContain(phone)
    const wrong = await clerk.post(`${here()}/${correction.name}`, { name: '新名示例', birth_date: '2010-02-30' })
    expect(wrong.status).toBe(422)
    expect(await htmlOf(wrong)).toContain('value="新名示例"')
    const right = await clerk.post(`${here()}/${correction.name}`, {
      name: '新名示例',
      birth_date: '',
      proof: 'household',
    })
    expect(right.headers.get('location')).toBe(`${here()}?done=${correction.name}`)
    expect(await htmlOf(await clerk.get(`${here()}?done=${correction.name}`))).toContain(correction.done)
  })

  test('holds somebody back, who reads why and appeals; another answers', async () => {
    const reason = '示例原因，三次没有来'
    expect((await clerk.post(`${here()}/${block.name}`, { reason: '' })).status).toBe(422)
    expect((await clerk.post(`${here()}/${block.name}`, { reason })).status).toBe(303)
    expect((await clerk.post(`${here()}/${block.name}`, { reason })).status, 'sent twice it is done').toBe(303)
    const sessions = createSessions(connection.db, { secure: false })
    const held = visitor(server.address, await sessions.create(someone.personId))
    const html = await htmlOf(await held.get('/me/volunteer'))
    expect(html).toContain(reason)
    const { action } = formIn(html, appeal.submit)
    expect((await held.post(action, { appeal: '' })).status).toBe(422)
    const short = await readPage(await held.post(action, { appeal: '住院' }))
    expect([short.status, short.messages]).toEqual([422, [faultAt(appeal.form, 'appeal', { appeal: '住院' })]])
    expect(short.value('appeal'), 'what was typed stays').toBe('住院')
    expect((await held.post(action, { appeal: '那三天我在住院' })).headers.get('location')).toBe(
      `/me/volunteer?done=${appeal.name}`,
    )
    expect((await held.post(action, { appeal: '那三天我在住院' })).status, 'sent twice it is one').toBe(303)
    const again = await held.post(action, { appeal: '还有别的话要说' })
    expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('还有别的话要说')])
    const answer = { decision: 'upheld', answer: '核实了，恢复' }
    expect((await clerk.post(`${here()}/appeal-answer`, answer)).status, 'who blocked does not answer').toBe(409)
    expect((await admin.post(`${here()}/appeal-answer`, answer)).status).toBe(303)
    expect(await htmlOf(await held.get('/me/volunteer'))).not.toContain(reason)
  })

  test('tells whose record went into another so where they look for it, and nothing of the other', async () => {
    const [one, two] = [await addVolunteer(connection.db), await addVolunteer(connection.db)]
    const kept = await givePhone(connection.db, one.personId)
    await givePhone(connection.db, two.personId)
    const [{ number: own }, { number: other }] = [
      await recordOf(connection.db, one.volunteerId),
      await recordOf(connection.db, two.volunteerId),
    ]
    const merge = { other: other!, same: 'yes' }
    expect((await clerk.post(`${list}/${one.volunteerId}/${merger.name}`, merge)).status).toBe(303)
    const sessions = createSessions(connection.db, { secure: false })
    const browserOf = async (personId: number) => visitor(server.address, await sessions.create(personId))
    const [keeps, loses] = [await browserOf(one.personId), await browserOf(two.personId)]
    for (const page of ['/me', '/me/volunteer']) {
      const html = await htmlOf(await loses.get(page))
      expect(html).toContain(mergedWords.what(formatDay(new Date())))
      for (const secret of [own!, kept]) expect(html).not.toContain(secret)
      expect(await htmlOf(await keeps.get(page))).not.toContain(mergedWords.title)
    }
  })

  test('lists organisations and activities with their states', async () => {
    const html = await htmlOf(await clerk.get('/desk/volunteers/register'))
    expect(html).toContain(officeWords.register.activities)
    expect(html).toContain('四点半作业陪伴')
  })
})
