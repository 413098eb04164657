import { withoutGaps } from './characters.ts'
import { isCalendarDay } from './day.ts'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkCharacters = '10X98765432'

/**
 * A resident identity number, 18 places with a large X. Undefined unless it has the form of GB 11643: a real date of
 * birth, a right check character.
 */
export function readIdentityNumber(typed: string): string | undefined {
  const number = withoutGaps(typed).toUpperCase()
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) return undefined
  const birthDate = birthDateIn(number)
  if (!isCalendarDay(birthDate) || birthDate < '1900-01-01') return undefined
  return checkCharacterOf(number.slice(0, 17)) === number[17] ? number : undefined
}

/** The date of birth that a whole identity number says, as `YYYY-MM-DD`. */
export function birthDateIn(number: string): string {
  return `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
}

/** The 18th place for the 17 before it: ISO 7064 MOD 11-2. */
export function checkCharacterOf(seventeen: string): string {
  const sum = weights.reduce((total, weight, place) => total + weight * Number(seventeen[place]), 0)
  return checkCharacters[sum % 11]!
}
