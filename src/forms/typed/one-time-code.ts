import { plainCharacters, withoutGaps } from './characters.ts'

/** Six digits, however they stand: `123-456`, `验证码123456`, a whole message with no other six digits in it. */
export function readOneTimeCode(typed: string): string | undefined {
  const bare = withoutGaps(typed)
  if (/^\d{6}$/.test(bare)) return bare
  const found = new Set([...plainCharacters(typed).matchAll(/(?<!\d)\d{6}(?!\d)/g)].map(([digits]) => digits))
  if (found.size !== 1) return undefined
  return [...found][0]
}

/** A code of an authenticator app, or a recovery code of ten letters and digits without its dash. */
export function readSecondFactorCode(typed: string): string | undefined {
  const bare = withoutGaps(typed).toUpperCase()
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(bare) ? bare : readOneTimeCode(typed)
}
