import * as z from 'zod'
import { type Control, type Fault, optional, type Range, readChosen } from './fields.ts'
import type { Meta } from './meta.ts'
import { readEmail } from './typed/email.ts'
import { readIdentityNumber } from './typed/identity-number.ts'
import { readDegrees } from './typed/number.ts'
import { readOneTimeCode, readSecondFactorCode } from './typed/one-time-code.ts'
import { isMainlandMobile, readPhone } from './typed/phone.ts'
import { readSuggestionCode } from './typed/suggestion-code.ts'

/** The builders of `fields.ts` for what people type in many ways: each has a lenient reader in `typed/`. */

/** A line that a reader of ours turns into its plain form: `wrong` says what a person should write instead. */
function readable(
  label: string,
  read: (typed: string) => string | undefined,
  fault: string,
  { missing, ...control }: Control & Pick<Meta, 'type'>,
) {
  return z
    .string({ error: missing ?? `请填写${label}` })
    .refine(given => read(given) === given, fault)
    .meta({ label, kind: 'line', read, short: true, ...control })
}

/** A phone number: see `readPhone`. With `mobile` one that gets messages. */
export function phone(
  label = '手机号',
  {
    mobile = false,
    wrong = mobile
      ? '请写 11 位手机号，例：13800000000'
      : '请写手机号，或带区号的座机，例：0578-2090000；国外的号码前面加上国家代码，例：+39 02 1234 5678',
    ...control
  }: Control & { mobile?: boolean; wrong?: string } = {},
) {
  const read = (typed: string) => {
    const found = readPhone(typed)
    return found && (!mobile || isMainlandMobile(found)) ? found : undefined
  }
  return readable(label, read, wrong, { type: 'tel', autocomplete: 'tel', ...control })
}

/** An e-mail address. */
export function email(
  label = '邮箱',
  { wrong = '请写正确的邮箱，例：xiaoxi@example.cn', ...control }: Control & { wrong?: string } = {},
) {
  return readable(label, readEmail, wrong, { type: 'email', autocomplete: 'email', ...control })
}

/** A resident identity number. */
export function identityNumber(
  label = '身份证号',
  { wrong = '身份证号不对，请对照证件再看一遍', ...control }: Control & { wrong?: string } = {},
) {
  return readable(label, readIdentityNumber, wrong, { autocomplete: 'off', autocapitalize: 'characters', ...control })
}

/** The code of a suggestion. */
export function suggestionCode(
  label = '编号',
  {
    wrong = '这个编号不对，可能抄错或漏了一位，请对照当时的编号再看一遍',
    ...control
  }: Control & { wrong?: string } = {},
) {
  return readable(label, readSuggestionCode, wrong, { autocomplete: 'off', autocapitalize: 'characters', ...control })
}

/** A one-time code of six digits; with `recovery` also a recovery code. */
export function code(
  label = '验证码',
  { recovery = false, wrong = '请填写 6 位验证码', ...control }: Control & { recovery?: boolean; wrong?: string } = {},
) {
  return readable(label, recovery ? readSecondFactorCode : readOneTimeCode, wrong, {
    autocomplete: 'one-time-code',
    ...(!recovery && { inputmode: 'numeric' }),
    ...control,
  })
}

/** A password: kept to the last blank, and never shown again. */
export function password(label = '密码', { missing = `请填写${label}`, ...control }: Control = {}) {
  return z
    .string({ error: missing })
    .min(1, missing)
    .meta({
      label,
      kind: 'password',
      type: 'password',
      short: true,
      autocomplete: 'current-password',
      read: readChosen,
      ...control,
    })
}

/** Degrees of latitude or longitude from `min` to `max`. */
export function degrees(
  label: string,
  { min, max, missing, wrong: fault = `${label}须在 ${min} 到 ${max} 之间`, ...control }: Range,
) {
  return z
    .number({ error: issue => (issue.input === undefined ? (missing ?? `请填写${label}`) : fault) })
    .min(min, fault)
    .max(max, fault)
    .meta({ label, kind: 'degrees', read: readDegrees, inputmode: 'decimal', autocomplete: 'off', ...control })
}

/** Where exactly, both or neither: `...position()` among the fields of a form, `wholePosition` among its rules. */
export function position(wrong = '位置不完整或不对，请重新获取，或把经纬度都清空') {
  const latitude = degrees('纬度', { min: -90, max: 90, hint: '例：28.4517', wrong })
  const longitude = degrees('经度', { min: -180, max: 180, hint: '例：119.9226', wrong })
  return {
    latitude: optional(latitude.meta({ ...latitude.meta(), kind: 'latitude' })),
    longitude: optional(longitude.meta({ ...longitude.meta(), kind: 'longitude' })),
  }
}

/** Half a position is none. */
export function wholePosition(
  { latitude, longitude }: { latitude?: number | undefined; longitude?: number | undefined },
  fault: Fault<'latitude'>,
  failed: ReadonlySet<string>,
) {
  if (!failed.has('longitude') && (latitude === undefined) !== (longitude === undefined))
    fault('latitude', '位置不完整或不对，请重新获取，或把经纬度都清空')
}
