import type { Satisfaction, Step } from '#db/schema-course.ts'
import type { Db, SuggestionState } from '#db/schema.ts'
import type { Day } from '#calendar/work-calendar.ts'
import { stepWords } from './clocks/steps.ts'

/** What an event of a suggestion may say; see the moves that record them. Ids and facts, nobody's words. */
export interface Detail {
  /** The row that the move wrote or decided: an answer, a rating, an extension. */
  row?: number
  /** Into which state the move brought it. */
  state?: SuggestionState
  declination?: number
  lead?: string
  co?: string[]
  /** The unit that led before. */
  before?: string | null
  /** The unit that receives for the lead, or for `unit` that helps, which has no officer; null: the desk rings up. */
  deputy?: string | null
  /** The same for each unit of `co` that has none. */
  coDeputies?: Record<string, string | null>
  unit?: string | null
  step?: Step
  workingDays?: number
  granted?: boolean
  /** The author had been asked. */
  asked?: boolean
  until?: Day
  /** The day for which its author had been promised news before. */
  promised?: Day
  year?: number
  number?: number
  /** The number of that letter as it is printed; put in when the event is told. */
  letter?: string
  satisfaction?: Satisfaction
  solved?: boolean
  publish?: 'yes' | 'no'
  /** The author saw the answer with this very event. */
  shown?: boolean
}

/** The name of a unit of the register; for the author a word that stands for it where there is none. */
export type NameOf = (unit: string | null | undefined) => string

/** What an event tells later: to the desk, which reads every event, and to the author. */
export interface Story {
  desk: {
    title: string
    /** What the line says beside the title; without it unit, step and letter of the event. */
    about?(detail: Detail, nameOf: NameOf): string
    /** What somebody wrote. */
    words?(db: Db, detail: Detail, forOffice: boolean): Promise<string | null | undefined>
    /** Its row is an answer, which is shown. */
    isAnswer?: true
    /** Its row is an interim reply, with what was given beside it. */
    hasDocuments?: true
    /** Units never see it: who sent it, and what the office says among itself. */
    forOffice?: true
  }
  /** Without it the author is not told. */
  author?: {
    /** Undefined where this one does not concern the author. */
    say(detail: Detail, nameOf: NameOf): string | undefined
    isLate?: true
    /** The reason that unit or desk gave for the author to read. */
    reason?(db: Db, detail: Detail): Promise<string | null | undefined>
    words?(db: Db, detail: Detail): Promise<string | null | undefined>
    /** Whether its row is an answer that the author sees from then on. */
    isAnswer?(detail: Detail): boolean
    /** Its row is an interim reply, with what was given beside it. */
    hasDocuments?: true
  }
}

/** What still stands because of a move and is seen before the next one: why it came back, until when the clock stands still. */
export interface Standing {
  /** A mark beside the title. */
  tag?: string
  desk?: { head?: string; words?: string | null; more?: string | null; answer?: number }
  author?: string
}

/** Which of several clocks ran out or was about to, whose it was, and the letter about it. */
export function sayAbout({ unit, step, letter }: Detail, nameOf: NameOf): string {
  return [unit ? nameOf(unit) : '', step && !unit ? stepWords[step].step : '', letter ? `督办函 ${letter}` : '']
    .filter(Boolean)
    .join('，')
}

/** Who receives for a unit without an officer, in brackets. */
export function sayDeputy(deputy: string | null | undefined, nameOf: NameOf): string {
  return deputy === undefined ? '' : `（没有联络员，${deputy ? `由${nameOf(deputy)}代收` : '没有通知到'}）`
}

/** The letter of an event, in brackets. */
export function sayLetter({ letter }: Detail): string {
  return letter ? `（督办函：${letter}）` : ''
}
