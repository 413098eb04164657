import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { activityForm } from '#volunteering/activities/form.ts'
import { sayHowGiven } from '#volunteering/activities/words.ts'
import { choice } from '#volunteering/shifts/moves/choice.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { rosterWords } from '#volunteering/shifts/words.ts'
import { endedReasons, signUpStates } from '#volunteering/sign-ups/words.ts'
import { faultAt } from '../support/forms.ts'
import { signedInByPhone, signUpFormIn } from '../support/garden.ts'
import { htmlOf } from '../support/html.ts'
import { desk, draft, inDays, locationOf, sendForm, shift, shiftsOf, terms } from '../support/organising.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { readPage } from '../support/suggesting.ts'
import { signedIn, visitor } from '../support/visitor.ts'
import { addChild } from '../support/guardians.ts'
import { addOrganisation, addTestShift, addVolunteer, granted, hoursAfter, sign } from '../support/volunteering.ts'

// People who apply are written beside the running server: that takes a database both can open.
describe.skipIf(!isOpenToTests())('where the organiser chooses', () => {
  let connection: Connection
  let server: Portal
  const now = new Date()
  const earlier = hoursAfter(now, -100)
  const browserOf = (personId: number) => signedInByPhone(server.address, connection.db, personId)
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  test('the activity says so: the form asks until when, keeps no places and no line, and readers see how it goes', async () => {
    const organiser = await signedIn(server.address, server.accounts.organiser)
    const activity = await draft(organiser)
    const typed = terms({ draw: 'choice', choose_hours: '', first_timer_places: '1' })
    const wrong = await sendForm(organiser, `${activity}/terms`, typed)
    expect(wrong.status).toBe(422)
    expect((await readPage(wrong)).messages).toEqual([
      faultAt(activityForm, 'choose_hours', typed),
      faultAt(activityForm, 'first_timer_places', typed),
    ])
    const right = terms({ draw: 'choice', choose_hours: '48', waiting_list: 'yes' })
    expect((await sendForm(organiser, `${activity}/terms`, right)).status).toBe(303)
    expect((await readPage(await organiser.get(`${activity}/terms`))).value('choose_hours')).toBe('48')
    await organiser.post(`${activity}/shifts`, shift({ on: inDays(60) }))
    expect((await organiser.post(`${activity}/publication`, {})).status).toBe(303)
    const [path] = await shiftsOf(organiser, activity)
    const html = await htmlOf(await visitor(server.address).get(path!.replace(desk, '/volunteer')))
    expect(html).toContain(sayHowGiven({ draw_hours: null, choose_hours: 48 }))
    expect(html).toContain('由组织者选')
  })

  test('one applies by the form; the organiser sees what they can, chooses, and each reads it in their garden', async () => {
    const { db } = connection
    const team = await addOrganisation(db, undefined, earlier)
    const activity = { chooseHours: 24, waitingList: false, minimumAge: 6 }
    const { shiftId } = await addTestShift(
      db,
      { organisation: team, activity, startsAt: hoursAfter(now, 90), capacity: 2 },
      earlier,
    )
    const [first, second] = [
      await addVolunteer(db, { name: '示例甲' }, earlier),
      await addVolunteer(db, { name: '示例乙' }, earlier),
    ]
    const [chosen, other] = [await browserOf(first.personId), await browserOf(second.personId)]
    const here = `/volunteer/shifts/${shiftId}`
    const form = signUpFormIn(await (await chosen.get(here)).text())!
    expect(locationOf(await chosen.post(here, form))).toBe(`${here}?done=applied`)
    expect(await htmlOf(await chosen.get(here))).toContain(signUpStates.applied)
    expect((await other.post(here, signUpFormIn(await (await other.get(here)).text())!)).status).toBe(303)
    const parent = await addVolunteer(db, { name: '示例丙' }, earlier)
    const child = await addChild(db, parent, '2015-01-02', earlier)
    const family = granted(await sign(db, shiftId, [parent, child], now)).signUpIds

    const organiser = await browserOf(team.organiser)
    const at = `${desk}/shifts/${shiftId}`
    const html = await htmlOf(await organiser.get(at))
    for (const part of [rosterWords.groups.applied, rosterWords.applicant({ trainings: [], served_hours: 0 })])
      expect(html).toContain(part)
    expect(html).toContain(rosterWords.together(['示例丙', '示例孩子']))
    expect(html, 'nobody’s family before they are chosen').not.toContain('示例监护人')
    const idOf = async ({ volunteerId }: { volunteerId: number }) => {
      const { id } = await db
        .selectFrom('sign_up')
        .select('id')
        .where('shift_id', '=', shiftId)
        .where('volunteer_id', '=', volunteerId)
        .executeTakeFirstOrThrow()
      return String(id)
    }
    const choose = (fields: Record<string, string | string[]>, by = organiser) =>
      sendForm(by, `${at}/${choice.name}`, fields)

    const nobody = await choose({ sign_ups: [], rest: 'wait' })
    expect([nobody.status, (await readPage(nobody)).messages]).toEqual([422, [shiftRefusals.nobodyChosen.words]])
    const many = await choose({ sign_ups: [String(family[0]), await idOf(first)], rest: 'wait' })
    const page = await many.text()
    expect(page).toContain(shiftRefusals.moreThanFree(2, 3).words)
    expect(page, 'what was ticked stays').toMatch(new RegExp(`value="${await idOf(first)}"[^>]* checked`))
    expect((await choose({ sign_ups: ['x'], rest: 'wait' })).status).toBe(422)
    const stranger = await browserOf((await addOrganisation(db, undefined, earlier)).organiser)
    expect((await choose({ sign_ups: [await idOf(first)], rest: 'tell' }, stranger)).status).toBe(403)
    expect((await choose({ sign_ups: [await idOf(first)], rest: 'tell' }, chosen)).status).toBe(403)

    const done = await choose({ sign_ups: [await idOf(first)], rest: 'tell' })
    expect([done.status, locationOf(done)]).toEqual([303, `${at}?done=${choice.name}`])
    expect(await htmlOf(await organiser.get(`${at}?done=${choice.name}`))).toContain(choice.done)
    expect(await htmlOf(await chosen.get(here))).toContain(signUpStates.booked)
    expect(await htmlOf(await other.get('/me/volunteer'))).toContain(endedReasons['not-chosen'])
  })
})
