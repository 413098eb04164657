const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkCharacters = '10X98765432'

export interface IdentityNumber {
  /** 18 characters, X large. */
  number: string
  /** YYYY-MM-DD, as the number says. */
  birthDate: string
  last4: string
}

/**
 * Reads a resident identity number as typed (spaces, full-width digits and a small x are forgiven).
 * Undefined unless it has the form of GB 11643: 18 places, a real date of birth, a right check character.
 */
export function parseIdentityNumber(typed: string): IdentityNumber | undefined {
  const number = typed.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()
  const parts = /^[1-9]\d{5}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/.exec(number)
  if (!parts) return undefined
  const birthDate = `${parts[1]}-${parts[2]}-${parts[3]}`
  if (!isCalendarDay(birthDate) || birthDate < '1900-01-01') return undefined
  if (checkCharacterOf(number.slice(0, 17)) !== number[17]) return undefined
  return { number, birthDate, last4: number.slice(-4) }
}

/** The 18th place for the 17 before it: ISO 7064 MOD 11-2. */
export function checkCharacterOf(seventeen: string): string {
  const sum = weights.reduce((total, weight, place) => total + weight * Number(seventeen[place]), 0)
  return checkCharacters[sum % 11]!
}

/** Whether YYYY-MM-DD names a day that the calendar has. */
export function isCalendarDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
