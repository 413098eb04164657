import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { type ActivityDraft, draftActivity } from '#volunteering/activities/drafting.ts'
import { findActivity } from '#volunteering/activities/activities.ts'
import { listMissingOf, missingBeforePublication } from '#volunteering/activities/law-gate.ts'
import { changeActivity } from '#volunteering/activities/changing.ts'
import { firstReviewed, publishActivity } from '#volunteering/activities/moves/publication.ts'
import { cancelActivity } from '#volunteering/activities/moves/cancellation.ts'
import { passChange } from '#volunteering/activities/moves/change-review.ts'
import { findPendingChange, withChange } from '#volunteering/activities/pending-change.ts'
import { reviewActivity } from '#volunteering/activities/moves/review.ts'
import { activityRefusals } from '#volunteering/activities/refusals.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { addShift } from '#volunteering/shifts/adding.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  activityDraft,
  addOrganisation,
  addPerson,
  addTestShift,
  granted,
  hoursAfter,
  makeActivityPublic,
  messagesAbout,
  monday,
  type TestOrganisation,
} from '../support/volunteering.ts'

let connection: Connection
let organisation: TestOrganisation
beforeAll(async () => {
  connection = await openTestDatabase()
  organisation = await addOrganisation(connection.db)
})
afterAll(() => connection.close())

async function draft(changes: Partial<ActivityDraft>, { shift = true } = {}): Promise<number> {
  const { organiser, organisationId } = organisation
  const { id } = granted(
    await draftActivity(
      connection.db,
      organiser,
      organisationId,
      { title: '示例', kind: 'traffic', county: '331102', ...changes, requestKey: randomUUID() },
      monday,
    ),
  )
  const startsAt = hoursAfter(monday, 48)
  if (shift)
    granted(
      await addShift(
        connection.db,
        organiser,
        { requestKey: randomUUID(), activityId: id, startsAt, endsAt: hoursAfter(startsAt, 2), capacity: 5 },
        monday,
      ),
    )
  return id
}

describe('the law’s gate', () => {
  test('lists everything that an empty draft lacks, each with words for the organiser', async () => {
    const id = await draft({}, { shift: false })
    const missing = (await listMissingOf(connection.db, id, monday))!
    expect(missing).toEqual([
      'what-to-do',
      'place',
      'risk-text',
      'protection-text',
      'insurer',
      'insurance-reference',
      'insurance-period',
      'contact',
      'minimum-age',
      'guardian-rule',
      'coming-shift',
    ])
    for (const word of missing) expect(missingBeforePublication[word]).toMatch(/\S/)
    expect(await publishActivity(connection.db, organisation.organiser, id, monday)).toEqual({
      refused: activityRefusals.missing,
      missing,
    })
  })

  test.each([
    ['a hazardous activity for minors', { hazardous: true, minimumAge: 16 }, ['hazardous-adults-only']],
    ['an answer that is none', { riskText: '无' }, ['risk-text']],
    ['adults only from 16', { guardianRule: 'adults', minimumAge: 16 }, ['adults-minimum-age']],
    ['only blanks for the risks', { riskText: ' \n' }, ['risk-text']],
  ] as [string, Partial<ActivityDraft>, string[]][])('does not pass %s', async (_what, changes, missing) => {
    const id = await draft(activityDraft(changes))
    expect(await publishActivity(connection.db, organisation.organiser, id, monday)).toEqual({
      refused: activityRefusals.missing,
      missing,
    })
  })

  test('hands the first activities and every hazardous one to the office, which lets them out or sends them back', async () => {
    const { db } = connection
    const office = await addPerson(db, '示例审核', ['admin'])
    const { organiser } = organisation
    const states: string[] = []
    const publish = async (id: number) => granted(await publishActivity(db, organiser, id, monday)).state
    for (let count = 0; count < firstReviewed; count += 1) {
      const id = await draft(activityDraft())
      states.push(await publish(id))
      expect(await publish(id), 'twice is once').toBe('submitted')
      expect(await findActivity(db, id), 'what waits is not found by readers').toBeUndefined()
      granted(
        await reviewActivity(db, { activityId: id, personId: office, passed: false, words: '写清楚站在哪里' }, monday),
      )
      expect(await findActivity(db, id, { drafts: true })).toMatchObject({
        state: 'draft',
        returned_words: '写清楚站在哪里',
      })
      states.push(await publish(id))
      const passed = { activityId: id, personId: office, passed: true } as const
      const { version } = (await findActivity(db, id, { drafts: true }))!
      expect(
        await reviewActivity(db, { ...passed, version: version - 1 }, monday),
        'of words that were not seen',
      ).toEqual({
        refused: activityRefusals.changedSince,
      })
      granted(await reviewActivity(db, { ...passed, version }, monday))
      expect((await messagesAbout(db, 'activity', id)).map(message => message.template)).toEqual(
        expect.arrayContaining(['activity-waits', 'activity-sent-back', 'activity-passed']),
      )
      expect(await findActivity(db, id)).toMatchObject({ state: 'published' })
    }
    states.push(await publish(await draft(activityDraft())))
    const hazardous = await draft(activityDraft({ taskRisks: ['height'], minimumAge: 18, guardianRule: 'adults' }))
    states.push(await publish(hazardous))
    expect(states).toEqual(['submitted', 'submitted', 'submitted', 'submitted', 'published', 'submitted'])
    granted(await changeActivity(db, organiser, hazardous, { riskText: '梯子高三米' }, monday))
    expect(await findActivity(db, hazardous, { drafts: true }), 'changed, it is a draft again').toMatchObject({
      state: 'draft',
    })
    expect(
      await reviewActivity(db, { activityId: hazardous, personId: office, passed: true, version: 2 }, monday),
    ).toEqual({
      refused: activityRefusals.notSubmitted,
    })
  })

  test('what the office looked at it looks at again: other words hold once it has seen exactly them', async () => {
    const { db } = connection
    const office = await addPerson(db, '示例审核', ['admin'])
    const { organiser, activityId } = await addTestShift(db, { organisation: await addOrganisation(db) })
    const change = async (changes: Partial<ActivityDraft>) =>
      granted(await changeActivity(db, organiser, activityId, changes, monday))
    const asked = async () => (await findPendingChange(db, activityId))?.asked_at.toISOString()
    const pass = (seen: string | undefined) => passChange(db, activityId, { change: seen, personId: office }, monday)
    const before = (await findActivity(db, activityId))!

    expect(await change({ contactName: '示例新联系人' }), 'who to ring up is no task').toEqual({ id: activityId })
    expect(await change({ whatToDo: '下河打捞' })).toEqual({ id: activityId, waits: true })
    expect(await findActivity(db, activityId)).toMatchObject({ what_to_do: before.what_to_do, version: 2 })
    expect(await pass(undefined)).toEqual({ refused: activityRefusals.changedSince })
    await change({ whatToDo: before.what_to_do })
    expect(await asked(), 'put back, nothing waits').toBeUndefined()
    expect(await pass('')).toEqual({ refused: activityRefusals.noChange })
    await change({ whatToDo: '在岸上捡拾' })
    granted(await pass(await asked()))
    expect(await findActivity(db, activityId)).toMatchObject({ what_to_do: '在岸上捡拾', version: 3 })
    expect((await messagesAbout(db, 'activity', activityId)).map(message => message.template)).toContain(
      'activity-change-passed',
    )
    await change({ place: '示例别处' })
    granted(await cancelActivity(db, { personId: organiser, activityId, words: '示例原因' }, monday))
    expect(await asked(), 'called off, nothing waits').toBeUndefined()
  })

  test.each(['title', 'insurer', 'insuranceReference'] as const)('another %s waits for its look too', async name => {
    const { db } = connection
    const { organiser, activityId } = await addTestShift(db, { organisation: await addOrganisation(db) })
    const changed = { [name]: '示例另一个 2026-02' }
    expect(await changeActivity(db, organiser, activityId, changed, monday)).toEqual({ id: activityId, waits: true })
    const pending = (await findPendingChange(db, activityId))!
    const { others } = withChange((await findActivity(db, activityId))!, pending)
    expect(others, 'the office reads what it becomes').toEqual([expect.stringContaining('示例另一个 2026-02')])
  })

  test('a change of the contact holds at once, and what waits goes on waiting beside it', async () => {
    const { db } = connection
    const office = await addPerson(db, '示例审核', ['admin'])
    const { organiser, activityId } = await addTestShift(db, { organisation: await addOrganisation(db) })
    const contact = { contactName: '示例联系人', contactPhone: '0578-2090000' }
    granted(await changeActivity(db, organiser, activityId, { ...contact, whatToDo: '在岸上捡拾' }, monday))
    granted(await changeActivity(db, organiser, activityId, { contactName: '示例新联系人' }, monday))
    expect((await findActivity(db, activityId))!.contact_name).toBe('示例新联系人')
    const change = (await findPendingChange(db, activityId))!.asked_at.toISOString()
    granted(await passChange(db, activityId, { change, personId: office }, monday))
    expect(await findActivity(db, activityId)).toMatchObject({
      contact_name: '示例新联系人',
      what_to_do: '在岸上捡拾',
    })
  })

  test.each([
    { whatToDo: '下河捞垃圾' },
    { whatToDo: '登高擦窗' },
    { whatToDo: '用油锯修枝' },
    { title: '下水救援夜游' },
    { place: '示例水库，下水处' },
  ])('an old hand is looked at too when it writes %j', async danger => {
    const { db } = connection
    const grown = await addOrganisation(db)
    for (let count = 0; count < firstReviewed; count += 1) await addTestShift(db, { organisation: grown })
    const { activityId } = await addTestShift(db, { organisation: grown })
    const id = { id: activityId }
    expect(await changeActivity(db, grown.organiser, activityId, { whatToDo: '在路边捡拾' }, monday)).toEqual(id)
    expect(await changeActivity(db, grown.organiser, activityId, danger, monday)).toEqual({
      ...id,
      waits: true,
    })
  })

  test('passes a complete one, once; not for another organisation', async () => {
    const { db } = connection
    const id = await draft(activityDraft({ taskRisks: ['water'], minimumAge: 18, guardianRule: 'adults' }))
    expect(await publishActivity(db, (await addOrganisation(db)).organiser, id, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
    expect(await findActivity(db, id), 'a draft is not found by readers').toBeUndefined()
    await makeActivityPublic(db, organisation.organiser, id)
    await makeActivityPublic(db, organisation.organiser, id)
    expect(await findActivity(db, id)).toMatchObject({
      state: 'published',
      version: 1,
      hazardous: true,
      agreement_cases: ['danger'],
    })
    expect(await publishActivity(db, organisation.organiser, 999_999, monday)).toEqual({
      refused: activityRefusals.unknown,
    })
  })
})
