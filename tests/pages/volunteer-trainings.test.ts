import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { trainingRefusals } from '#volunteering/trainings/refusals.ts'
import { trainingMoves } from '#volunteering/trainings/moves/index.ts'
import { trainingWords as words } from '#volunteering/trainings/words.ts'
import { signUpFormIn } from '../support/garden.ts'
import { formIn, htmlOf } from '../support/html.ts'
import { desk, draft, inDays, locationOf, sendForm, shift, shiftsOf, terms } from '../support/organising.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

const page = `${desk}/organisations/1/trainings`
const [training, qualification, withdrawal] = trainingMoves
const title = '示例急救培训'

let server: Portal
let organiser: Visitor
/** Organises nothing. */
let outsider: Visitor
let volunteer: Visitor
let number: string
beforeAll(async () => {
  server = await workersPortal()
  const { accounts, address } = server
  ;[organiser, outsider, volunteer] = (await Promise.all(
    ['organiser', 'contributor', 'volunteer'].map(role => signedIn(address, accounts[role])),
  )) as [Visitor, Visitor, Visitor]
  number = /LS\d{10}/.exec(await htmlOf(await volunteer.get('/me/volunteer')))![0]
})
afterAll(() => server.stop())

/** The qualification as the form offers it. */
const chosen = async () =>
  /<option value="(\d+)"[^>]*>\s*示例急救培训/.exec(await htmlOf(await organiser.get(page)))?.[1]
const today = () => inDays(0)

describe('trainings', () => {
  test('are for the organisation’s organisers; bad ids and methods find nothing', async () => {
    expect((await outsider.get(page)).status).toBe(403)
    expect((await organiser.get(`${desk}/organisations/999999/trainings`)).status).toBe(404)
    expect((await organiser.get(`${desk}/organisations/x/trainings`)).status).toBe(404)
    expect((await organiser.post(`${page}/nothing`, {})).status).toBe(404)
    expect((await organiser.get(`${page}/${training!.name}`)).status).toBe(405)
    expect(await htmlOf(await organiser.get(`${desk}/organisations/1`))).toContain(`href="${page}"`)
  })

  test('are set once, given by number, read by their owner, and taken back', async () => {
    expect(await htmlOf(await organiser.get(page))).toContain(words.none)
    const empty = await organiser.post(`${page}/${qualification!.name}`, {
      title: '',
      how: '',
      request_key: randomUUID(),
    })
    expect(empty.status).toBe(422)
    const set = { title, how: '示例：每月第一个周六', request_key: randomUUID() }
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(`${page}/${qualification!.name}`, set))).toBe(`${page}?done=qualification`)
    const taken = await organiser.post(`${page}/${qualification!.name}`, { ...set, request_key: randomUUID() })
    expect([taken.status, await htmlOf(taken)]).toEqual([
      422,
      expect.stringContaining(trainingRefusals.titleTaken.words),
    ])

    const given = { qualification: (await chosen())!, number, trained_on: today(), expires_on: inDays(1) }
    const wrong = await organiser.post(`${page}/${training!.name}`, {
      ...given,
      number: 'LS0000000000',
      request_key: randomUUID(),
    })
    expect([wrong.status, await htmlOf(wrong)]).toEqual([
      422,
      expect.stringContaining(trainingRefusals.numberUnknown.words),
    ])
    const sent = await organiser.post(`${page}/${training!.name}`, { ...given, request_key: randomUUID() })
    expect(locationOf(sent)).toBe(`${page}?done=training`)
    expect(await htmlOf(await organiser.get(page))).toContain(number)
    expect(await htmlOf(await volunteer.get('/me/volunteer'))).toContain(title)

    const form = formIn(await htmlOf(await organiser.get(page)), `${page}/${withdrawal!.name}`)
    expect((await outsider.post(form.action, form.fields)).status).toBe(403)
    for (let time = 0; time < 2; time += 1)
      expect(locationOf(await organiser.post(form.action, form.fields))).toBe(`${page}?done=withdrawal`)
    expect(await htmlOf(await organiser.get(page))).toContain(words.withdrawn)
    expect(await htmlOf(await volunteer.get('/me/volunteer'))).not.toContain(title)
  })

  test('are asked for by an activity: who has none reads what is missing and from whom to get it', async () => {
    const activity = await draft(organiser, '示例：救护站')
    await sendForm(organiser, `${activity}/terms`, terms({ qualifications: [(await chosen())!] }))
    expect(await htmlOf(await organiser.get(activity))).toContain(title)
    await organiser.post(`${activity}/shifts`, shift({ on: inDays(25) }))
    expect((await organiser.post(`${activity}/publication`, {})).status).toBe(303)
    const [path] = await shiftsOf(organiser, activity)
    const at = path!.replace('/desk/volunteers', '/volunteer')
    const shown = await htmlOf(await volunteer.get(at))
    expect(shown).toContain(words.required)
    expect(shown).toContain('示例：每月第一个周六')
    const refused = await volunteer.post(at, signUpFormIn(shown)!)
    expect(refused.status).toBe(422)
    expect(await htmlOf(refused)).toContain(`${title}（`)
  })
})
