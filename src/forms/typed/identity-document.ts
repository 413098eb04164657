import { withoutGaps } from './characters.ts'
import { birthDateIn, readIdentityNumber } from './identity-number.ts'

/** By which papers people prove who they are: what they are called, and what is wrong with a number that is none of theirs. */
export const identityDocuments = {
  'identity-card': { label: '居民身份证', wrong: '身份证号码不对，请核对 18 位数字，最后一位可以是 X' },
  'residence-permit': { label: '港澳台居民居住证', wrong: '居住证号码不对，请核对 18 位，以 81、82 或 83 开头' },
  'hong-kong-macau-permit': {
    label: '港澳居民来往内地通行证',
    wrong: '通行证号码不对，请核对：H 或 M 后面 8 位数字',
  },
  'taiwan-permit': { label: '台湾居民来往大陆通行证', wrong: '通行证号码不对，请核对 8 位数字' },
  'permanent-residence': {
    label: '外国人永久居留身份证',
    wrong: '永久居留身份证号码不对，请核对：9 开头的 18 位，或者 3 个字母加 12 位数字',
  },
  passport: { label: '护照', wrong: '护照号码不对，请核对字母和数字，不用写国名' },
} as const

export type IdentityDocument = keyof typeof identityDocuments

/** The names of the papers, as printed on them and as people call them. */
const named = [
  '(?:居民|公民|外国人永久居留)?身份证|(?:外国人)?永久居留证|永居证|(?:港澳台(?:居民)?)?居住证|护照|证件',
  '(?:(?:港澳|台湾|港澳台)(?:居民)?(?:(?:来往|往来)(?:内地|大陆))?)?通行证|回乡证|台胞证',
].join('|')

/** What stands before a number on the paper, or where it was copied from. */
const prefix = new RegExp(`^(?:公民身份号码|(?:${named})(?:号码?|编号|NO[.:])?|号码|NO[.:])[:(]?(?=[A-Z0-9])`)

/** The number of any document in its plain letters and digits, as printed (in groups) or pasted. Undefined when it can be none. */
export function readDocumentNumber(typed: string): string | undefined {
  const number = withoutGaps(typed)
    .toUpperCase()
    .replace(prefix, '')
    .replace(/[.·()]/g, '')
    .replace(/(?<=^\d{17})[×ХΧ]$/u, 'X')
  return /^[A-Z0-9]{5,18}$/.test(number) ? number : undefined
}

const numbers: Record<IdentityDocument, (number: string) => boolean> = {
  'identity-card': number => readIdentityNumber(number) !== undefined,
  'residence-permit': number => /^8[123]/.test(number) && readIdentityNumber(number) !== undefined,
  // The last two of ten places are how often it was renewed.
  'hong-kong-macau-permit': number => /^[HM]\d{8}(\d{2})?$/.test(number),
  'taiwan-permit': number => /^(\d{8}|\d{10}[A-Z]?)$/.test(number),
  // Since 2023 built as an identity number that begins with 9.
  'permanent-residence': number =>
    /^[A-Z]{3}\d{12}$/.test(number) || (number.startsWith('9') && readIdentityNumber(number) !== undefined),
  passport: number => /^(?=(?:.*\d){3})[A-Z0-9]{5,12}$/.test(number),
}

/** Whether a number, as `readDocumentNumber` gives it, has the form of that document's. */
export function isNumberOf(document: IdentityDocument, number: string): boolean {
  return numbers[document](number)
}

/** The date of birth that a number says, `YYYY-MM-DD`; only those of 18 places say one. */
export function birthDateOf(number: string): string | undefined {
  return readIdentityNumber(number) === number ? birthDateIn(number) : undefined
}
