import type { Db, Trx } from '#db/schema.ts'
import type { GuardianRule } from '#db/schema-volunteers.ts'
import { isNoName, isNonAnswer, isNonNumber } from '#forms/typed/non-answers.ts'
import { readPhone } from '#forms/typed/phone.ts'
import { ageOfMajority, ageOfOwnAccount, dayOf } from '../volunteers/age.ts'
import { listAble } from '../organisations/organisers.ts'
import { agreementCasesOf, isHazardous, listStandingShifts, type Tasked } from './agreements.ts'

/** What the law's gate may find missing, said to the organiser. */
export const missingBeforePublication = {
  'organisation-approved': '组织还没有通过审核',
  'what-to-do': '写明做什么',
  place: '写明服务地点',
  'risk-text': '写明可能有什么风险',
  'protection-text': '写明提供哪些防护和培训',
  insurer: '写明哪家保险公司承保',
  'insurance-reference': '填写志愿者保险的保单号',
  'insurance-period': '保险期间要写全，并且盖住每一个班次',
  contact: '填写联系人和打得通的联系电话',
  'minimum-age': '写明年龄要求',
  'guardian-rule': '写明未成年人能不能参加、怎样参加',
  'adults-minimum-age': '仅限成年人的活动，最低年龄不能低于 18 周岁',
  'hazardous-adults-only': '有危险的活动不能招募未成年人，最低年龄至少 18 周岁',
  'two-organisers': '办未满 14 周岁孩子的活动，组织者至少要两位',
  'coming-shift': '至少安排一个还没开始的班次',
} as const
export type Missing = keyof typeof missingBeforePublication

/** Where in the form of an activity one puts right what the law's gate finds missing; a shift has a form of its own. */
export const missingFields: Partial<Record<Missing, string>> = {
  'what-to-do': 'what_to_do',
  place: 'place',
  'risk-text': 'risk_text',
  'protection-text': 'protection_text',
  insurer: 'insurer',
  'insurance-reference': 'insurance_reference',
  'insurance-period': 'insured_until',
  contact: 'contact_name',
  'minimum-age': 'minimum_age',
  'guardian-rule': 'guardian_rule',
  'adults-minimum-age': 'minimum_age',
  'hazardous-adults-only': 'minimum_age',
  'coming-shift': 'shifts',
}

/** What the gate reads of an activity. */
export interface Gated extends Tasked {
  what_to_do: string
  risk_text: string
  protection_text: string
  insurer: string
  insurance_reference: string
  insured_from: string | null
  insured_until: string | null
  contact_name: string
  contact_phone: string
  minimum_age: number | null
  guardian_rule: GuardianRule | null
}

/** What it reads beside it. */
export interface Around {
  organisationApproved: boolean
  organisers: number
  comingShifts: readonly { starts_at: Date; ends_at: Date }[]
}

/**
 * Everything that still stands between an activity and its publication, in the order of the form; empty: it may go out.
 * 志愿服务条例 Arts. 12 (risks are told), 17 (insurance); 浙江省志愿服务条例 Arts. 9 (minors), 21 (agreement), 23. What
 * answers nothing is missing. The constraint `published_within_the_law` refuses what is empty in the database too.
 */
export function listMissing(activity: Gated, around: Around): Missing[] {
  const { minimum_age, guardian_rule } = activity
  const hazardous = isHazardous(activity)
  const missing: [Missing, boolean][] = [
    ['organisation-approved', !around.organisationApproved],
    ['what-to-do', isNonAnswer(activity.what_to_do)],
    ['place', isNonAnswer(activity.place)],
    ['risk-text', isNonAnswer(activity.risk_text)],
    ['protection-text', isNonAnswer(activity.protection_text)],
    ['insurer', isNonAnswer(activity.insurer)],
    ['insurance-reference', isNonNumber(activity.insurance_reference)],
    ['insurance-period', !around.comingShifts.every(shift => isInsured(activity, shift)) || !activity.insured_until],
    ['contact', isNoName(activity.contact_name) || readPhone(activity.contact_phone) === undefined],
    ['minimum-age', minimum_age === null],
    ['guardian-rule', guardian_rule === null],
    ['adults-minimum-age', guardian_rule === 'adults' && minimum_age !== null && minimum_age < ageOfMajority],
    ['hazardous-adults-only', hazardous && minimum_age !== null && minimum_age < ageOfMajority],
    ['two-organisers', isForChildren(activity) && around.organisers < 2],
    ['coming-shift', around.comingShifts.length === 0],
  ]
  return missing.filter(([, is]) => is).map(([word]) => word)
}

/** Whether the insurance covers the whole shift. */
export function isInsured(
  { insured_from, insured_until }: Pick<Gated, 'insured_from' | 'insured_until'>,
  { starts_at, ends_at }: { starts_at: Date; ends_at: Date },
): boolean {
  return (
    insured_from !== null &&
    insured_until !== null &&
    insured_from <= dayOf(starts_at) &&
    dayOf(ends_at) <= insured_until
  )
}

/** Whether children under 14 come to it, or are whom it is about. */
export function isForChildren({
  kind,
  minimum_age,
  guardian_rule,
}: Pick<Gated, 'kind' | 'minimum_age' | 'guardian_rule'>): boolean {
  return kind === 'minors' || (guardian_rule !== 'adults' && minimum_age !== null && minimum_age < ageOfOwnAccount)
}

/** What still stands between the activity and its publication; undefined when there is no such activity. */
export async function listMissingOf(db: Db | Trx, activityId: number, now: Date): Promise<Missing[] | undefined> {
  const activity = await db.selectFrom('activity').selectAll().where('id', '=', activityId).executeTakeFirst()
  return activity && listMissing(activity, await readAround(db, activity, now))
}

/** What the gate reads beside an activity. */
export async function readAround(
  db: Db | Trx,
  activity: { id: number; organisation_id: number },
  now: Date,
): Promise<Around> {
  const organisation = await db
    .selectFrom('organisation')
    .select('state')
    .where('id', '=', activity.organisation_id)
    .executeTakeFirstOrThrow()
  const shifts = await listStandingShifts(db, activity.id)
  return {
    organisationApproved: organisation.state === 'approved',
    organisers: (await listAble(db, activity.organisation_id, now)).length,
    comingShifts: shifts.filter(shift => shift.starts_at > now),
  }
}

/** The cases in which a written agreement is needed, as the activity and its shifts stand now. */
export async function findAgreementCases(db: Db | Trx, activity: Tasked & { id: number }) {
  return agreementCasesOf(activity, await listStandingShifts(db, activity.id))
}
