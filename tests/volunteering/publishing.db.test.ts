import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { AgreementCase } from '#db/schema-volunteers.ts'
import { type ActivityDraft, draftActivity } from '#volunteering/activities/drafting.ts'
import { findActivity } from '#volunteering/activities/activities.ts'
import { listMissingOf, listMissing, missingBeforePublication } from '#volunteering/activities/law-gate.ts'
import { publishActivity } from '#volunteering/activities/moves/publication.ts'
import { agreementCases } from '#volunteering/activities/words.ts'
import { activityRefusals } from '#volunteering/activities/refusals.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { addShift } from '#volunteering/shifts/adding.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  activityDraft,
  addOrganisation,
  granted,
  hoursAfter,
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
      'insurance-reference',
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
    [
      'a hazardous activity for minors',
      { hazardous: true, agreementCases: ['danger'], agreementReference: '示例协议', minimumAge: 16 },
      ['hazardous-adults-only'],
    ],
    ['a hazardous activity without an agreement', { hazardous: true, minimumAge: 18 }, ['hazardous-agreement']],
    ['a large event without its agreement', { agreementCases: ['large-event'] }, ['agreement-reference']],
    ['adults only from 16', { guardianRule: 'adults', minimumAge: 16 }, ['adults-minimum-age']],
    ['only blanks for the risks', { riskText: ' \n' }, ['risk-text']],
  ] as [string, Partial<ActivityDraft>, string[]][])('does not pass %s', async (_what, changes, missing) => {
    const id = await draft(activityDraft(changes))
    expect(await publishActivity(connection.db, organisation.organiser, id, monday)).toEqual({
      refused: activityRefusals.missing,
      missing,
    })
  })

  test('passes a complete one, once; not for another organisation', async () => {
    const id = await draft(
      activityDraft({
        hazardous: true,
        minimumAge: 18,
        guardianRule: 'adults',
        agreementCases: ['danger'],
        agreementReference: '示例协议 3 号',
      }),
    )
    expect(await publishActivity(connection.db, (await addOrganisation(connection.db)).organiser, id, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
    expect(await findActivity(connection.db, id), 'a draft is not found by readers').toBeUndefined()
    granted(await publishActivity(connection.db, organisation.organiser, id, monday))
    granted(await publishActivity(connection.db, organisation.organiser, id, monday))
    expect(await findActivity(connection.db, id)).toMatchObject({ state: 'published', version: 1 })
    expect(await publishActivity(connection.db, organisation.organiser, 999_999, monday)).toEqual({
      refused: activityRefusals.unknown,
    })
  })

  test('is the same in the database as in the code', async () => {
    const text = fc.constantFrom('', '示例')
    const activity = fc.record({
      what_to_do: text,
      place: text,
      risk_text: text,
      protection_text: text,
      insurance_reference: text,
      contact_name: text,
      contact_phone: text,
      minimum_age: fc.constantFrom(null, 14, 18),
      guardian_rule: fc.constantFrom(null, 'adults' as const, 'consent' as const, 'accompanied' as const),
      hazardous: fc.boolean(),
      agreement_cases: fc.subarray(Object.keys(agreementCases) as AgreementCase[]),
      agreement_reference: text,
    })
    // Mostly complete ones, or nearly every sample would fail for many reasons at once.
    const nearlyComplete = fc
      .tuple(activity, fc.subarray(Object.keys(activityDraftRow()), { maxLength: 3 }))
      .map(([sample, keep]) => ({
        ...activityDraftRow(),
        ...Object.fromEntries(Object.entries(sample).filter(([key]) => keep.includes(key))),
      }))
    const { db } = connection
    await fc.assert(
      fc.asyncProperty(nearlyComplete, async row => {
        const lawful = listMissing(row, { organisationApproved: true, comingShifts: 1 }).length === 0
        const stored = db
          .insertInto('activity')
          .values({
            ...row,
            request_key: randomUUID(),
            organisation_id: organisation.organisationId,
            title: '示例',
            kind: 'traffic',
            county: '331102',
            state: 'published',
            created_at: monday,
            published_at: monday,
          })
          .execute()
        await (lawful
          ? expect(stored).resolves.toBeDefined()
          : expect(stored).rejects.toThrow('published_within_the_law'))
      }),
      { numRuns: 60 },
    )
  })
})

function activityDraftRow() {
  return {
    what_to_do: '示例',
    place: '示例',
    risk_text: '示例',
    protection_text: '示例',
    insurance_reference: '示例',
    contact_name: '示例',
    contact_phone: '示例',
    agreement_reference: '示例',
    minimum_age: 18 as number | null,
    guardian_rule: 'consent' as 'adults' | 'consent' | 'accompanied' | null,
    hazardous: false,
    agreement_cases: [] as AgreementCase[],
  }
}
