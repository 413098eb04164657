import { isCalendarDay } from '#forms/typed/day.ts'

/** From this age a minor has an account of their own; below, the guardian keeps a child record (个人信息保护法 Art. 31). */
export const ageOfOwnAccount = 14
export const ageOfMajority = 18

export { dayOf } from '#calendar/lishui.ts'

/** Full years on that day; both days YYYY-MM-DD. Born on 29 February, one is a year older on 1 March in common years. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years
}

/** A day someone alive can be born on. */
export function isBirthDate(text: string, today: string): boolean {
  return isCalendarDay(text) && text > '1900-01-01' && text <= today
}

/** The day of the nth birthday, YYYY-MM-DD (1 March stands in for a missing 29 February). */
export function birthday(birthDate: string, age: number): string {
  const day = `${Number(birthDate.slice(0, 4)) + age}${birthDate.slice(4)}`
  return isCalendarDay(day) ? day : `${day.slice(0, 4)}-03-01`
}
