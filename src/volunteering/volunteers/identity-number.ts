import { birthDateIn, readIdentityNumber } from '#forms/typed/identity-number.ts'

export interface IdentityNumber {
  /** 18 characters, X large. */
  number: string
  /** YYYY-MM-DD, as the number says. */
  birthDate: string
  last4: string
}

/** What a resident identity number says, read as it was typed; undefined when it is none. */
export function parseIdentityNumber(typed: string): IdentityNumber | undefined {
  const number = readIdentityNumber(typed)
  return number === undefined ? undefined : { number, birthDate: birthDateIn(number), last4: number.slice(-4) }
}
