import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { plainCharacters } from './characters.ts'

/** Area codes: 010 and 02x, elsewhere a zero and three digits. */
const landline = /^(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})$/

/** `转`, `分机` and `ext.` before an extension, or a dash after a whole landline number. */
const extension = /(?:转|分机号?|ext\.?|#)[:：]?\s*(\d{1,6})$|(?<=\d{7})-(\d{1,5})$/i

/** Whether a message reaches it: a mobile number of the mainland, as `readPhone` gives it. */
export function isMainlandMobile(phone: string): boolean {
  return /^1[3-9]\d{9}$/.test(phone)
}

/**
 * A phone number as people type or paste it: a mainland mobile number as `13800000000`, a landline with its
 * area code as `0578-2090000` or `0578-2090000-801`, a number abroad in E.164, `+390212345678`.
 */
export function readPhone(typed: string): string | undefined {
  const text = plainCharacters(typed)
    .replace(/[\p{Pd}−]/gu, '-')
    .replace(/^(?:tel|phone|电话|手机|手机号|座机|联系电话)[:：]?\s*/i, '')
  if (text.length > 60 || /[^\d\s()+.\-a-z#:转分机号]/i.test(text)) return undefined
  const digits = text.replace(/[\s().-]/g, '').replace(/^(\+|00)?86(?=(1[3-9]\d{9}|0?[1-9]\d{8,10})(\D|$))/, '')
  if (isMainlandMobile(digits)) return digits
  return readLandline(text) ?? readAbroad(text)
}

function readLandline(text: string): string | undefined {
  const [end, marked, dashed] = extension.exec(text) ?? ['']
  const bare = (end ? text.slice(0, -end.length) : text).replace(/[\s().-]/g, '').replace(/^(\+|00)86/, '')
  const parts = landline.exec(/^[1-9]/.test(bare) && bare !== text ? `0${bare}` : bare)
  const inner = marked ?? dashed
  return parts ? `${parts[1]}-${parts[2]}${inner ? `-${inner}` : ''}` : undefined
}

function readAbroad(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text, { defaultCountry: 'CN', extract: false })
  return number?.isValid() && number.countryCallingCode !== '86' ? number.number : undefined
}
