import { randomInt } from 'node:crypto'

/** The city's two letters, nine random digits and a check digit: it can be read out, and says nothing about the person or the order of joining. */
export function newVolunteerNumber(prefix: string): string {
  const digits = String(randomInt(1_000_000_000)).padStart(9, '0')
  return `${prefix}${digits}${checkDigitOf(digits)}`
}

/** Whether it has the form, with the right check digit; spaces, dashes and small letters are forgiven. */
export function isVolunteerNumber(typed: string): boolean {
  const parts = /^[A-Z]{2}(\d{9})(\d)$/.exec(typed.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase())
  return parts !== null && checkDigitOf(parts[1]!) === parts[2]
}

/** ISO 7064 MOD 11,10: catches every single wrong digit and nearly every swap of neighbours. */
function checkDigitOf(digits: string): string {
  let product = 10
  for (const digit of digits) product = (((product + Number(digit)) % 10 || 10) * 2) % 11
  return String((11 - product) % 10)
}
