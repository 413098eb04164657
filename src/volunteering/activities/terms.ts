import type { Updateable } from 'kysely'
import type { ActivityTable, AgreementCase, GuardianRule, TaskRisk } from '#db/schema-volunteers.ts'

/** Words and places: may be changed after publication too; who is signed up is told, or asked again. */
export interface ActivityWords {
  title: string
  whatToDo: string
  place: string
  latitude: number | null
  longitude: number | null
  riskText: string
  protectionText: string
  insurer: string
  insuranceReference: string
  /** YYYY-MM-DD, both included. */
  insuredFrom: string | null
  insuredUntil: string | null
  agreementReference: string
  contactName: string
  contactPhone: string
}

/** Rules that people signed up under: settled by the publication. */
export interface ActivityRules {
  kind: string
  county: string
  skills: string[]
  /** Trainings that who signs up must have, by their ids. */
  qualifications: number[]
  hazardous: boolean
  taskRisks: TaskRisk[]
  agreementCases: AgreementCase[]
  minimumAge: number | null
  guardianRule: GuardianRule | null
  waitingList: boolean
  offerMinutes: number
  lateHours: number
  /** Hours before the start at which places are drawn; null: first come, first served. */
  drawHours: number | null
  /** Until how many hours before the start the organiser chooses; null: nobody chooses. */
  chooseHours: number | null
  firstTimerPlaces: number
  firstTimerHours: number
}

/** Of the columns those that hold rules. */
export const ruleColumns = [
  'kind',
  'county',
  'skills',
  'qualifications',
  'hazardous',
  'task_risks',
  'agreement_cases',
  'minimum_age',
  'guardian_rule',
  'waiting_list',
  'offer_minutes',
  'late_hours',
  'draw_hours',
  'choose_hours',
  'first_timer_places',
  'first_timer_hours',
] as const

/** Words and rules as columns: whatToDo → what_to_do; what is not given is left out. */
export function columnsOf(fields: Partial<ActivityWords & ActivityRules>): Updateable<ActivityTable> {
  const {
    title,
    whatToDo,
    place,
    latitude,
    longitude,
    riskText,
    protectionText,
    insurer,
    insuranceReference,
    insuredFrom,
    insuredUntil,
    agreementReference,
    contactName,
    contactPhone,
  } = fields
  const {
    kind,
    county,
    skills,
    qualifications,
    hazardous,
    taskRisks,
    agreementCases,
    minimumAge,
    guardianRule,
    waitingList,
    offerMinutes,
    lateHours,
    drawHours,
    chooseHours,
    firstTimerPlaces,
    firstTimerHours,
  } = fields
  const columns = {
    title,
    what_to_do: whatToDo,
    place,
    latitude,
    longitude,
    risk_text: riskText,
    protection_text: protectionText,
    insurer,
    insurance_reference: insuranceReference,
    insured_from: insuredFrom,
    insured_until: insuredUntil,
    agreement_reference: agreementReference,
    contact_name: contactName,
    contact_phone: contactPhone,
    kind,
    county,
    skills,
    qualifications,
    hazardous,
    task_risks: taskRisks,
    agreement_cases: agreementCases,
    minimum_age: minimumAge,
    guardian_rule: guardianRule,
    waiting_list: waitingList,
    offer_minutes: offerMinutes,
    late_hours: lateHours,
    draw_hours: drawHours,
    choose_hours: chooseHours,
    first_timer_places: firstTimerPlaces,
    first_timer_hours: firstTimerHours,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}
