import { withoutGaps } from './characters.ts'

/** Without I, O, S, V and Z, which look like figures. */
const characters = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/**
 * A 统一社会信用代码, 18 places in capitals. Undefined unless its form is that of GB 32100 and its check character right:
 * what was typed with an O for a zero or an I for a one is meant as the figure.
 */
export function readCreditCode(typed: string): string | undefined {
  const code = withoutGaps(typed).toUpperCase().replaceAll('O', '0').replaceAll('I', '1')
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return undefined
  return creditCheckOf(code.slice(0, 17)) === code[17] ? code : undefined
}

/** The 18th place for the 17 before it: GB 32100, powers of three modulo 31. */
export function creditCheckOf(seventeen: string): string {
  let weight = 1
  let sum = 0
  for (const character of seventeen) {
    sum += characters.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return characters[(31 - (sum % 31)) % 31]!
}
