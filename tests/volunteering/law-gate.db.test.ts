import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { AgreementCase, TaskRisk } from '#db/schema-volunteers.ts'
import { listMissing } from '#volunteering/activities/law-gate.ts'
import { agreementCasesOf, isHazardous } from '#volunteering/activities/agreements.ts'
import { agreementCases, taskRisks } from '#volunteering/activities/words.ts'
import { openTestDatabase } from '../support/database.ts'
import { addOrganisation, hoursAfter, monday, type TestOrganisation } from '../support/volunteering.ts'

let connection: Connection
let organisation: TestOrganisation
beforeAll(async () => {
  connection = await openTestDatabase()
  organisation = await addOrganisation(connection.db)
})
afterAll(() => connection.close())

describe('the law’s gate', () => {
  test('is the same in the database as in the code', async () => {
    const text = fc.constantFrom('', '示例')
    const activity = fc.record({
      what_to_do: text,
      place: text,
      risk_text: text,
      protection_text: text,
      insurer: text,
      insurance_reference: text,
      insured_from: fc.constantFrom(null, '2020-01-01'),
      insured_until: fc.constantFrom(null, '2099-12-31'),
      contact_name: text,
      contact_phone: fc.constantFrom('', '0578-2090000'),
      minimum_age: fc.constantFrom(null, 14, 18),
      guardian_rule: fc.constantFrom(null, 'adults' as const, 'consent' as const, 'accompanied' as const),
      hazardous: fc.boolean(),
      agreement_cases: fc.subarray(Object.keys(agreementCases) as AgreementCase[]),
      task_risks: fc.subarray(Object.keys(taskRisks) as TaskRisk[], { maxLength: 1 }),
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
        // The code derives what the database is told.
        const around = { organisationApproved: true, organisers: 2, comingShifts: [anyShift] }
        const lawful = listMissing(row, around).length === 0
        const hazardous = isHazardous(row)
        const derived = { hazardous, agreement_cases: agreementCasesOf(row, [anyShift]) }
        const stored = db
          .insertInto('activity')
          .values({
            ...row,
            ...derived,
            request_key: randomUUID(),
            organisation_id: organisation.organisationId,
            title: '示例',
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

const anyShift = { starts_at: hoursAfter(monday, 48), ends_at: hoursAfter(monday, 50), capacity: 5 }

function activityDraftRow() {
  return {
    what_to_do: '示例',
    place: '示例',
    risk_text: '示例',
    protection_text: '示例',
    kind: 'traffic',
    county: '331102',
    latitude: null,
    longitude: null,
    insurer: '示例',
    insurance_reference: '示例',
    insured_from: '2020-01-01' as string | null,
    insured_until: '2099-12-31' as string | null,
    task_risks: [] as TaskRisk[],
    contact_name: '示例',
    contact_phone: '0578-2090000',
    minimum_age: 18 as number | null,
    guardian_rule: 'consent' as 'adults' | 'consent' | 'accompanied' | null,
    hazardous: false,
    agreement_cases: [] as AgreementCase[],
  }
}
