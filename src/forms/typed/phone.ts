import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { plainCharacters } from './characters.ts'

/** What people write before a number: what it is. */
const prefix = /^(?:tel|phone|mobile|(?:联系)?(?:电话|手机)(?:号码?)?|座机|固话)[:：]?\s*/i

/** Area codes: 010 and 02x, where numbers have eight digits, elsewhere a zero and three digits. */
const landline = /^((?:010|02\d)(?=\d{8}$)|0[3-9]\d{2})([2-9]\d{6,7})$/

/** `转`, `分机`, `ext.`, `x` or `#` before an extension, in brackets or not, or only a dash. */
const extension = /(?:\(?\s*(?:转?分机号?|转|ext\.?|[x×#])[:：]?[\s(]*|-)(\d{1,6})$/i

/** All dots that stand between digits; the middle ones look alike. */
const gaps = /[\s().·•‧∙⋅・。-]/g

/** Whether a message reaches it: a mobile number of the mainland, as `readPhone` gives it. */
export function isMainlandMobile(phone: string): boolean {
  return /^1[3-9]\d{9}$/.test(phone)
}

/**
 * A phone number as people type or paste it: a mainland mobile number as `13800000000`, a landline with its
 * area code as `0578-2090000`, a number abroad in E.164, `+390212345678`; an extension follows after a dash.
 */
export function readPhone(typed: string): string | undefined {
  const plain = plainCharacters(typed)
  if (plain.length > 80) return undefined
  const text = plain
    .replace(/[\p{Pd}−]/gu, '-')
    .replace(prefix, '')
    // The end of a sentence or of brackets; no number ends in anything but a digit.
    .replace(/[\p{P}\p{S}\s]+$/u, '')
  const whole = readWhole(text)
  const [end = '', inner] = extension.exec(text) ?? []
  const main = inner === undefined ? undefined : readWhole(text.slice(0, -end.length))
  // Abroad a dash stands anywhere in a number; an extension is what makes it too long.
  if (!main || isMainlandMobile(main) || (whole && !main.startsWith('0'))) return whole
  return `${main}-${inner}`
}

/** A number without an extension. */
function readWhole(text: string): string | undefined {
  const digits = text.replace(gaps, '')
  if (!/^\+?\d+$/.test(digits)) return undefined
  // `+86 (0)`: what is left out after the code of the country, before a mobile number there is nothing to leave out.
  const national = digits.replace(/^(?:\+|00)?86(?:0?(?=1[3-9]\d{9}$)|(?=0?[1-9]\d{8,10}$))/, '')
  if (isMainlandMobile(national)) return national
  // After the code of the country the zero of the area is left out.
  const parts = landline.exec(national !== digits && !national.startsWith('0') ? `0${national}` : national)
  return parts ? `${parts[1]}-${parts[2]}` : readAbroad(digits)
}

function readAbroad(digits: string): string | undefined {
  // Hong Kong, Macau and Taiwan are often written without a plus, and nothing of the mainland looks so.
  const number = parsePhoneNumberFromString(digits.replace(/^(?=85[23]\d{8}$|886\d{8,9}$)/, '+'), {
    defaultCountry: 'CN',
    extract: false,
  })
  return number?.isValid() && number.countryCallingCode !== '86' ? number.number : undefined
}
