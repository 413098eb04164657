import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { cannotCome } from '#volunteering/sign-ups/calling-off.ts'
import { readRoster } from '#volunteering/shifts/roster.ts'
import type { Role } from '#people/roles.ts'
import { createSessions } from '#people/session.ts'
import { applyWords, renewalWords, suggestedNeedWords } from '#volunteering/citizen-words.ts'
import { endedReasons } from '#volunteering/words.ts'
import { inviteGuardian } from '#volunteering/volunteers/guardians.ts'
import { decideOrganisation } from '#volunteering/organisations/organisations.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { guardianRefusals } from '#volunteering/volunteers/refusals.ts'
import { tellRoster } from '#volunteering/shifts/moves/notes.ts'
import { openPostgres } from '../support/database.ts'
import { applicationForm } from '#volunteering/organisations/form.ts'
import { faultAt } from '../support/forms.ts'
import { bornYearsAgo, signUpFormIn, typedRegistration } from '../support/garden.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { type Visitor, visitor } from '../support/visitor.ts'
import {
  addChild,
  addMinor,
  addPerson,
  addTestShift,
  addVolunteer,
  dataKey,
  granted,
  hoursAfter,
  messagesAbout,
  personalData,
  type ShiftOptions,
  sign,
  type TestVolunteer,
} from '../support/volunteering.ts'

// Offers lapse and codes are sent: that takes a database which the test can reach beside the server.
describe.skipIf(!inject('postgres'))('a volunteer on the portal’s pages', () => {
  let connection: Connection & { databaseUrl: string }
  let server: RunningServer
  let db: Connection['db']
  let sessions: ReturnType<typeof createSessions>
  beforeAll(async () => {
    connection = await openPostgres()
    db = connection.db
    sessions = createSessions(db, { secure: false })
    server = await startServer({ DATABASE_URL: connection.databaseUrl, DATA_KEY: dataKey.toString('base64') })
  })
  afterAll(async () => {
    await server.stop()
    await connection.close()
  })

  const now = new Date()
  /** A person at a browser, signed in by their phone. */
  async function browserOf(personId: number): Promise<Visitor> {
    const phone = `139${String(personId).padStart(8, '0')}`
    await db
      .updateTable('person')
      .set({
        phone_hash: personalData.lookup(phone, 'phone'),
        phone_sealed: personalData.seal(phone, 'person.phone_sealed'),
      })
      .where('id', '=', personId)
      .execute()
    return visitor(server.address, await sessions.create(personId))
  }
  const textOf = async (response: Response) => (await response.text()).replace(/<!--.*?-->/g, '')
  const volunteer = (changes: Parameters<typeof addVolunteer>[1] = {}) =>
    addVolunteer(db, changes, hoursAfter(now, -100))
  const shift = (options: ShiftOptions = {}) =>
    addTestShift(db, { startsAt: hoursAfter(now, 48), ...options }, hoursAfter(now, -100))
  const standing = (shiftId: number, { volunteerId }: TestVolunteer) =>
    db
      .selectFrom('sign_up')
      .select(['id', 'state', 'ended_reason'])
      .where('shift_id', '=', shiftId)
      .where('volunteer_id', '=', volunteerId)
      .execute()
  const formOn = async (browser: Visitor, shiftId: number) =>
    signUpFormIn(await (await browser.get(`/volunteer/shifts/${shiftId}`)).text())!

  test('signs in by phone, comes back to the shift, registers and signs up', async () => {
    const { shiftId } = await shift()
    const here = `/volunteer/shifts/${shiftId}`
    const newcomer = visitor(server.address)
    expect(await textOf(await newcomer.get(here))).toContain(`/me/sign-in?next=${encodeURIComponent(here)}`)
    const [phone, next] = ['13812340001', `/volunteer/register?next=${here}`]
    expect((await newcomer.get(next)).headers.get('location')).toBe(`/me/sign-in?next=${encodeURIComponent(next)}`)
    expect(await textOf(await newcomer.get(`/me/sign-in?next=${encodeURIComponent(next)}`))).toContain(
      `name="next" value="${next}"`,
    )
    await newcomer.post('/me/sign-in', { phone, next })
    const findCode = async () =>
      /验证码 (\d{6})/.exec(
        (await db.selectFrom('message').select('body').where('template', '=', 'one-time-code').executeTakeFirst())
          ?.body ?? '',
      )?.[1]
    await expect.poll(findCode, { timeout: 20_000 }).toBeDefined()
    const signedIn = await newcomer.post('/me/session', { phone, next, code: (await findCode())! })
    expect(signedIn.headers.get('location')).toBe(next)
    expect(
      (await newcomer.post('/volunteer/register', typedRegistration({ next: here }))).headers.get('location'),
    ).toBe(here)
    expect((await newcomer.post(here, await formOn(newcomer, shiftId))).headers.get('location')).toBe(
      `${here}?done=booked`,
    )
    const elsewhere = await visitor(server.address).get('/me/sign-in?next=https://example.com')
    expect(await elsewhere.text(), 'leads nowhere else').not.toContain('name="next"')
  })

  test('an offer taken too late is gone, in plain words, and the next in line is told', async () => {
    const { shiftId } = await shift({ capacity: 1 })
    const [holder, late, next] = [await volunteer(), await volunteer(), await volunteer()]
    const before = hoursAfter(now, -10)
    const held = granted(await sign(db, shiftId, holder, before)).signUpIds[0]!
    for (const waiting of [late, next]) granted(await sign(db, shiftId, waiting, before))
    granted(await cannotCome(db, { signUpId: held, personId: holder.personId }, before))
    const [offer] = await standing(shiftId, late)
    const browser = await browserOf(late.personId)
    const response = await browser.post(`/me/volunteer/sign-ups/${offer!.id}/confirmation`, { next: '' })
    expect([response.status, await textOf(response)]).toEqual([
      409,
      expect.stringContaining(signUpRefusals.offerOver.words),
    ])
    expect(await standing(shiftId, late)).toMatchObject([{ ended_reason: 'lapsed' }])
    expect(await standing(shiftId, next)).toMatchObject([{ state: 'offered' }])
    expect((await messagesAbout(db, 'shift', shiftId)).map(message => message.to_person_id)).toEqual([
      late.personId,
      next.personId,
    ])
    expect(await textOf(await browser.get('/me/volunteer'))).toContain(endedReasons.lapsed)
  })

  test('the last place goes to one of two browsers; the other waits, or is told that it is full', async () => {
    for (const waitingList of [true, false]) {
      const { shiftId } = await shift({ capacity: 1, activity: { waitingList } })
      const browsers = await Promise.all(
        [await volunteer(), await volunteer()].map(({ personId }) => browserOf(personId)),
      )
      const forms = await Promise.all(browsers.map(browser => formOn(browser, shiftId)))
      const answers = await Promise.all(
        browsers.map((browser, index) => browser.post(`/volunteer/shifts/${shiftId}`, forms[index]!)),
      )
      const lost = answers.findIndex(
        answer => answer.headers.get('location') !== `/volunteer/shifts/${shiftId}?done=booked`,
      )
      expect(answers.filter(answer => answer.headers.get('location')?.endsWith('done=booked'))).toHaveLength(1)
      if (waitingList) {
        expect(answers[lost]!.headers.get('location')).toBe(`/volunteer/shifts/${shiftId}?done=waiting`)
        expect(await textOf(await browsers[lost]!.get(`/volunteer/shifts/${shiftId}?done=waiting`))).toContain(
          '已经替你排上候补',
        )
      } else {
        expect(answers[lost]!.status).toBe(409)
        expect(await textOf(answers[lost]!)).toContain(signUpRefusals.full.words)
      }
    }
  })

  test('the same form sent by two browsers of one person is one sign-up', async () => {
    const { shiftId } = await shift({ capacity: 5 })
    const person = await volunteer()
    const [phone, desk] = [await browserOf(person.personId), await browserOf(person.personId)]
    const form = await formOn(phone, shiftId)
    const answers = await Promise.all(
      [phone, desk, phone, desk].map(browser => browser.post(`/volunteer/shifts/${shiftId}`, form)),
    )
    expect(new Set(answers.map(answer => answer.headers.get('location')))).toEqual(
      new Set([`/volunteer/shifts/${shiftId}?done=booked`]),
    )
    expect(await standing(shiftId, person)).toHaveLength(1)
  })

  test('a guardian agrees by the link once; used, expired or one’s own it says so', async () => {
    const minor = await volunteer({ birthDate: bornYearsAgo(15) })
    const guardian = await browserOf(await addPerson(db))
    const ask = async () =>
      `/volunteer/guardian/${granted(await inviteGuardian(db, minor.personId, { scope: 'service' }, now)).token}`
    const link = await ask()
    expect((await (await browserOf(minor.personId)).post(link, {})).status).toBe(409)
    expect(await textOf(await guardian.get(link))).toContain('示**')
    expect((await guardian.post(link, {})).headers.get('location')).toBe('/me/volunteer?done=agreed')
    const expired = await ask()
    await db
      .updateTable('guardian_invitation')
      .set({ expires_at: hoursAfter(now, -1) })
      .where('used_at', 'is', null)
      .execute()
    for (const used of [
      await guardian.post(link, {}),
      await guardian.get(link),
      await guardian.get(expired),
      await guardian.post(expired, {}),
    ]) {
      expect([used.status, await textOf(used)]).toEqual([
        404,
        expect.stringContaining(guardianRefusals.invitationVoid.words),
      ])
    }
    expect(
      await db.selectFrom('guardian_consent').select('id').where('volunteer_id', '=', minor.volunteerId).execute(),
    ).toHaveLength(1)
  })

  test('a consent taken back ends the minor’s sign-up and frees the place; agreed again they may come', async () => {
    const { shiftId } = await shift({ capacity: 1, activity: { minimumAge: 14 } })
    const guardian = await volunteer()
    const minor = await addMinor(db, guardian, bornYearsAgo(15), hoursAfter(now, -100))
    const [parent, child] = [await browserOf(guardian.personId), await browserOf(minor.personId)]
    expect((await child.post(`/volunteer/shifts/${shiftId}`, await formOn(child, shiftId))).status).toBe(303)
    const consent = /\/me\/volunteer\/consents\/(\d+)\/revocation/.exec(
      await (await parent.get('/me/volunteer')).text(),
    )![0]
    expect((await child.post(consent, {})).status).toBe(404)
    expect((await parent.post(consent, {})).headers.get('location')).toBe('/me/volunteer?done=revocation')
    expect(await standing(shiftId, minor)).toMatchObject([{ state: 'ended', ended_reason: 'consent-ended' }])
    expect(
      (await messagesAbout(db, 'shift', shiftId)).map(message => [message.template, message.to_person_id]),
    ).toEqual([['shift-consent-ended', minor.personId]])
    const again = await child.post(`/volunteer/shifts/${shiftId}`, await formOn(child, shiftId))
    expect([again.status, await textOf(again)]).toEqual([
      422,
      expect.stringContaining(signUpRefusals.needsConsent.words),
    ])

    const [minorAt, renewal] = [
      `/me/volunteer/minors/${minor.volunteerId}/renewal`,
      `/me/volunteer/minors/${minor.volunteerId}/consent`,
    ]
    expect(await textOf(await parent.get('/me/volunteer'))).toContain(renewalWords.ended)
    expect(await textOf(await parent.get(renewal))).toContain(renewalWords.title)
    for (let time = 0; time < 2; time += 1)
      expect((await parent.post(minorAt, {})).headers.get('location')).toBe('/me/volunteer?done=renewal')
    expect(
      await db
        .selectFrom('guardian_consent')
        .select('id')
        .where('volunteer_id', '=', minor.volunteerId)
        .where('revoked_at', 'is', null)
        .execute(),
    ).toHaveLength(1)
    expect([
      (await child.get(renewal)).status,
      (await parent.get('/me/volunteer/minors/x/consent')).status,
      (await parent.send('PUT', renewal)).status,
    ]).toEqual([404, 404, 405])
    expect(
      (await child.post(`/volunteer/shifts/${shiftId}`, await formOn(child, shiftId))).headers.get('location'),
    ).toContain('done=booked')
  })

  test('a guardian corrects a child’s record, nobody else does', async () => {
    const parent = await volunteer()
    const child = await addChild(db, parent, bornYearsAgo(8), hoursAfter(now, -100))
    const browser = await browserOf(parent.personId)
    const here = `/me/volunteer/profile?child=${child.volunteerId}`
    expect(await textOf(await browser.get(here))).toContain('更正示例孩子的资料')
    expect(
      (
        await browser.post(here, { name: '示例小禾', county: '331181', wishes: 'environment', identity_number: '' })
      ).headers.get('location'),
    ).toBe('/me/volunteer?done=changed')
    expect(await textOf(await browser.get('/me/volunteer'))).toContain('<b>示例小禾</b>')
    expect((await browser.post(here, { name: ' ', county: '331181', identity_number: '' })).status).toBe(422)
    const stranger = await browserOf((await volunteer()).personId)
    expect([
      (await stranger.get(here)).status,
      (await stranger.post(here, { name: '示例', county: '331181', identity_number: '' })).status,
      (await browser.get('/me/volunteer/profile?child=x')).status,
    ]).toEqual([404, 404, 404])
  })

  test('applies for a team, sees it wait, declined with words, or admitted', async () => {
    const person = await addPerson(db)
    const browser = await browserOf(person)
    const office = await addPerson(db, '示例审核', ['admin'])
    const typed = (name: string, more = {}) => ({
      name,
      county: '331102',
      introduction: '周末沿河捡垃圾',
      contact_name: '示例',
      contact_phone: '0578-2090000',
      parent: '',
      request_key: randomUUID(),
      ...more,
    })
    expect((await visitor(server.address).get('/volunteer/organisations/new')).status).toBe(303)
    const wrong = await browser.post('/volunteer/organisations/new', typed('河', { contact_phone: 'x' }))
    expect([wrong.status, await textOf(wrong)]).toEqual([
      422,
      expect.stringContaining(faultAt(applicationForm, 'contact_phone', { contact_phone: 'x' })),
    ])
    const river = typed('示例护河队')
    for (let time = 0; time < 2; time += 1)
      expect((await browser.post('/volunteer/organisations/new', river)).headers.get('location')).toBe(
        '/me/volunteer?done=applied',
      )
    const same = await browser.post('/volunteer/organisations/new', typed('示例护河队'))
    expect([same.status, await textOf(same)]).toEqual([
      422,
      expect.stringContaining(organisationRefusals.nameTaken.words),
    ])
    expect(
      (await browser.post('/volunteer/organisations/new', typed('示例护河二队', { parent: '999999' }))).status,
    ).toBe(422)
    await browser.post('/volunteer/organisations/new', typed('示例护林队'))
    const applied = await db
      .selectFrom('organisation')
      .select(['id', 'name'])
      .where('applied_by', '=', person)
      .orderBy('id')
      .execute()
    expect(applied.map(one => one.name)).toEqual(['示例护河队', '示例护林队'])
    expect(await textOf(await browser.get('/me/volunteer'))).toContain(applyWords.states.applied)
    granted(await decideOrganisation(db, applied[0]!.id, { approved: true, mayRecord: false }, office, now))
    granted(await decideOrganisation(db, applied[1]!.id, { approved: false, words: '请先找社区盖章' }, office, now))
    expect(
      await db
        .selectFrom('message')
        .select('template')
        .where('about_kind', '=', 'organisation')
        .where('to_person_id', '=', person)
        .orderBy('id')
        .execute(),
    ).toEqual([{ template: 'organisation-admitted' }, { template: 'organisation-declined' }])
    const page = await textOf(await browser.get('/me/volunteer'))
    for (const words of [`/volunteer/organisations/${applied[0]!.id}`, applyWords.states.declined, '请先找社区盖章'])
      expect(page).toContain(words)
  })

  test('what an organiser wrote is read on the shift’s page by those who come, and by nobody else', async () => {
    const { shiftId, organiser } = await shift({ capacity: 1 })
    const [comes, waits] = [await volunteer(), await volunteer()]
    for (const one of [comes, waits]) granted(await sign(db, shiftId, one, now))
    granted(await tellRoster(db, { shiftId, personId: organiser, words: '请带水杯', requestKey: randomUUID() }, now))
    expect(await textOf(await (await browserOf(comes.personId)).get(`/volunteer/shifts/${shiftId}`))).toContain(
      '请带水杯',
    )
    expect(await textOf(await (await browserOf(waits.personId)).get(`/volunteer/shifts/${shiftId}`))).not.toContain(
      '请带水杯',
    )
    expect(await textOf(await visitor(server.address).get(`/volunteer/shifts/${shiftId}`))).not.toContain('请带水杯')
  })

  test('erasing the account erases the volunteer too: the place is free, the organiser sees that somebody is gone, not who', async () => {
    const { shiftId, organiser } = await shift({ capacity: 1 })
    const [gone, waits] = [await volunteer({ name: '示例注销' }), await volunteer()]
    for (const one of [gone, waits]) granted(await sign(db, shiftId, one, now))
    const browser = await browserOf(gone.personId)
    expect((await browser.post('/me/erasure', {})).headers.get('location')).toBe('/me/sign-in?erased')
    expect((await browser.get('/me/volunteer')).status).toBe(303)
    expect(await standing(shiftId, waits)).toMatchObject([{ state: 'offered' }])
    const { rows } = granted(await readRoster(db, personalData, { shiftId, personId: organiser }, now))
    expect(rows).toMatchObject([
      { state: 'offered' },
      { state: 'ended', ended_reason: 'erased', name: undefined, number: null },
    ])
    const events = await db.selectFrom('event').select('detail').where('actor_id', '=', gone.personId).execute()
    expect(JSON.stringify(events)).not.toContain('示例注销')
    expect(await db.selectFrom('message').select('id').where('to_person_id', '=', gone.personId).execute()).toEqual([])
  })

  test('a clerk makes one need of a suggestion; the suggestion leads to it', async () => {
    const address = (
      await visitor(server.address).post('/participate/suggest', typedSuggestion({ title: '桥头落叶没人扫' }))
    ).headers.get('location')!
    const code = address.split('/').at(-1)!.replaceAll('-', '').replace(/\?.*/, '')
    const as = async (...roles: Role[]) => browserOf(await addPerson(db, '示例职员', roles))
    const clerk = await as('clerk')
    const here = `/desk/suggestions/${code}`
    expect(await textOf(await clerk.get(here))).toContain(suggestedNeedWords.link)
    expect(await textOf(await clerk.get(`${here}/need`))).toContain('value="桥头落叶没人扫"')
    const need = {
      title: '桥头扫落叶',
      what: '两个人半天',
      kind: 'environment',
      county: '331102',
      place: '示例桥',
      on: '2099-01-02',
      from: '09:00',
      until: '11:00',
      people: '2',
      request_key: randomUUID(),
    }
    expect((await clerk.post(`${here}/need`, { ...need, until: '08:00' })).status).toBe(422)
    expect((await clerk.post(`${here}/need`, need)).headers.get('location')).toBe(`${here}?done=need`)
    expect((await (await as('clerk')).post(`${here}/need`, { ...need, request_key: randomUUID() })).status).toBe(303)
    const filed = await db
      .selectFrom('need')
      .select(['id', 'title', 'state'])
      .where('suggestion_id', 'is not', null)
      .execute()
    expect(filed).toMatchObject([{ title: '桥头扫落叶', state: 'verified' }])
    const page = await textOf(await clerk.get(`${here}?done=need`))
    for (const words of [suggestedNeedWords.done, `/desk/volunteers/needs/${filed[0]!.id}`])
      expect(page).toContain(words)
    expect(await textOf(await clerk.get(`/desk/volunteers/needs/${filed[0]!.id}`))).toContain(
      `href="${here}">桥头落叶没人扫`,
    )
    expect((await (await as('supervisor')).get(`${here}/need`)).status).toBe(403)
    expect(await textOf(await (await as('supervisor')).get(here))).toContain('桥头扫落叶')
    expect([
      (await clerk.get('/desk/suggestions/XXXX/need')).status,
      (await clerk.send('DELETE', `${here}/need`)).status,
    ]).toEqual([404, 405])
  })

  test('after all that the log holds no failure', () => {
    expect(server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
  })
})
