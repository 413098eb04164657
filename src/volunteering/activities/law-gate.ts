import type { Db, Trx } from '#db/schema.ts'
import type { AgreementCase, GuardianRule } from '#db/schema-volunteers.ts'
import { ageOfMajority } from '../volunteers/age.ts'

/** What the law's gate may find missing, said to the organiser. */
export const missingBeforePublication = {
  'organisation-approved': '组织还没有通过审核',
  'what-to-do': '写明做什么',
  place: '写明服务地点',
  'risk-text': '写明可能有什么风险',
  'protection-text': '写明提供哪些防护和培训',
  'insurance-reference': '填写志愿者保险的单号或批次',
  contact: '填写联系人和联系电话',
  'minimum-age': '写明年龄要求',
  'guardian-rule': '写明未成年人能不能参加、怎样参加',
  'adults-minimum-age': '仅限成年人的活动，最低年龄不能低于 18 周岁',
  'hazardous-adults-only': '有危险的活动不能招募未成年人，最低年龄至少 18 周岁',
  'hazardous-agreement': '有危险的活动须签订书面协议，请勾选“可能危及人身安全、身心健康”',
  'agreement-reference': '属于须签书面协议的情形，请填写协议文本编号或存放处',
  'coming-shift': '至少安排一个还没开始的班次',
} as const
export type Missing = keyof typeof missingBeforePublication

/** Where in the form of an activity one puts right what the law's gate finds missing; a shift has a form of its own. */
export const missingFields: Partial<Record<Missing, string>> = {
  'what-to-do': 'what_to_do',
  place: 'place',
  'risk-text': 'risk_text',
  'protection-text': 'protection_text',
  'insurance-reference': 'insurance_reference',
  contact: 'contact_name',
  'minimum-age': 'minimum_age',
  'guardian-rule': 'guardian_rule',
  'adults-minimum-age': 'minimum_age',
  'hazardous-adults-only': 'minimum_age',
  'hazardous-agreement': 'agreement_cases',
  'agreement-reference': 'agreement_reference',
  'coming-shift': 'shifts',
}

/** What the gate reads of an activity. */
export interface Gated {
  what_to_do: string
  place: string
  risk_text: string
  protection_text: string
  insurance_reference: string
  contact_name: string
  contact_phone: string
  minimum_age: number | null
  guardian_rule: GuardianRule | null
  hazardous: boolean
  agreement_cases: AgreementCase[]
  agreement_reference: string
}

/**
 * Everything that still stands between an activity and its publication, in the order of the form; empty: it may go out.
 * 志愿服务条例 Arts. 12 (risks are told), 17 (insurance); 浙江省志愿服务条例 Arts. 9 (minors), 21 (agreement), 23.
 * The constraint `published_within_the_law` refuses the same in the database.
 */
export function listMissing(
  activity: Gated,
  around: { organisationApproved: boolean; comingShifts: number },
): Missing[] {
  const { minimum_age, guardian_rule, hazardous, agreement_cases } = activity
  const missing: [Missing, boolean][] = [
    ['organisation-approved', !around.organisationApproved],
    ['what-to-do', isEmpty(activity.what_to_do)],
    ['place', isEmpty(activity.place)],
    ['risk-text', isEmpty(activity.risk_text)],
    ['protection-text', isEmpty(activity.protection_text)],
    ['insurance-reference', isEmpty(activity.insurance_reference)],
    ['contact', isEmpty(activity.contact_name) || isEmpty(activity.contact_phone)],
    ['minimum-age', minimum_age === null],
    ['guardian-rule', guardian_rule === null],
    ['adults-minimum-age', guardian_rule === 'adults' && minimum_age !== null && minimum_age < ageOfMajority],
    ['hazardous-adults-only', hazardous && minimum_age !== null && minimum_age < ageOfMajority],
    ['hazardous-agreement', hazardous && !agreement_cases.includes('danger')],
    ['agreement-reference', agreement_cases.length > 0 && isEmpty(activity.agreement_reference)],
    ['coming-shift', around.comingShifts === 0],
  ]
  return missing.filter(([, is]) => is).map(([word]) => word)
}

/** What still stands between the activity and its publication; undefined when there is no such activity. */
export async function listMissingOf(db: Db | Trx, activityId: number, now: Date): Promise<Missing[] | undefined> {
  const activity = await db
    .selectFrom('activity')
    .innerJoin('organisation', 'organisation.id', 'activity.organisation_id')
    .selectAll('activity')
    .select('organisation.state as organisation_state')
    .select(eb =>
      eb
        .selectFrom('shift')
        .select(eb.fn.countAll<number>().as('coming'))
        .whereRef('activity_id', '=', 'activity.id')
        .where('starts_at', '>', now)
        .where('state', '<>', 'cancelled')
        .as('coming'),
    )
    .where('activity.id', '=', activityId)
    .executeTakeFirst()
  return (
    activity &&
    listMissing(activity, {
      organisationApproved: activity.organisation_state === 'approved',
      comingShifts: activity.coming ?? 0,
    })
  )
}

function isEmpty(text: string): boolean {
  return text.trim() === ''
}
