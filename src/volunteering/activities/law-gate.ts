import type { AgreementCase, GuardianRule } from '#db/schema-volunteers.ts'
import type { Missing } from '../words.ts'
import { ageOfMajority } from '../volunteers/age.ts'

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
export function listMissing(activity: Gated, around: { organisationApproved: boolean; comingShifts: number }): Missing[] {
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

function isEmpty(text: string): boolean {
  return text.trim() === ''
}
