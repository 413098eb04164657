import { plainCharacters, withoutGaps } from './characters.ts'

/** Six digits, or two times three, or six times one, that are no part of a longer number. */
const six = /(?<!\d)\d{6}(?!\d)/g
const inGroups = /(?<![\d-]|\d\.)\d{3}[\s.-]\d{3}(?![\d-]|\.\d)|(?<![\d-]|\d[\s.])\d(?:[\s.-]\d){5}(?![\d-]|[\s.]\d)/g

/** Six digits, however they stand: `123-456`, `123.456`, `验证码：1 2 3 4 5 6`, a whole message with no other six digits in it. */
export function readOneTimeCode(typed: string): string | undefined {
  const bare = withoutGaps(typed)
  if (/^\d{6}$/.test(bare)) return bare
  const text = plainCharacters(typed).replace(/[\p{Pd}−]/gu, '-')
  const codes = (text.match(six) ?? text.match(inGroups) ?? []).map(code => code.replace(/\D/g, ''))
  return new Set(codes).size === 1 ? codes[0] : undefined
}

/** A code of an authenticator app, or a recovery code of ten letters and digits without its dash. */
export function readSecondFactorCode(typed: string): string | undefined {
  const bare = withoutGaps(typed).toUpperCase()
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(bare) ? bare : readOneTimeCode(typed)
}
