import * as z from 'zod'
import { askedFor, choice, type Control, type Fault, optional, type Range, readChosen } from './fields.ts'
import { positionErrors } from './errors.ts'
import type { Kind, Meta } from './meta.ts'
import { readCreditCode } from './typed/credit-code.ts'
import { readEmail } from './typed/email.ts'
import { type IdentityDocument, identityDocuments, isNumberOf, readDocumentNumber } from './typed/identity-document.ts'
import { readOneTimeCode, readSecondFactorCode } from './typed/one-time-code.ts'
import { isMainlandMobile, readPhone } from './typed/phone.ts'
import { isInProvinceOf, readLatitude, readLongitude, readPosition } from './typed/position.ts'
import { readSuggestionNumber } from './typed/suggestion-number.ts'

/** The builders of `fields.ts` for what people type in many ways: each has a lenient reader in `typed/`. */

/** A line that a reader of ours turns into its plain form: `fault` says what a person should write instead. */
function readable(
  kind: Kind,
  label: string,
  read: (typed: string) => string | undefined,
  fault: string,
  { missing, ...control }: Control & Pick<Meta, 'type'>,
) {
  return z
    .string({ error: missing ?? `请填写${label}` })
    .refine(given => read(given) === given, fault)
    .meta({ label, kind, read, short: true, ...control })
}

/** A phone number: see `readPhone`. */
export function phone(
  label = '手机号',
  {
    wrong = '请写手机号，或带区号的座机，例：0578-2090000；国外的号码前面加上国家代码，例：+39 02 1234 5678',
    ...control
  }: Control & { wrong?: string } = {},
) {
  return readable('phone', label, readPhone, wrong, { type: 'tel', autocomplete: 'tel', ...control })
}

/** A phone number to which messages go; `unreached` are the words for a landline or a number abroad. */
export function mobile(
  label = '手机号',
  {
    wrong = '请写 11 位手机号，例：13800000000',
    unreached,
    ...control
  }: Control & { wrong?: string; unreached: string },
) {
  const field = readable('mobile', label, readPhone, wrong, { type: 'tel', autocomplete: 'tel', ...control })
  return field.refine(isMainlandMobile, unreached).meta({ ...field.meta() })
}

/** An e-mail address. */
export function email(
  label = '邮箱',
  { wrong = '请写正确的邮箱，例：xiaoxi@example.cn', ...control }: Control & { wrong?: string } = {},
) {
  return readable('email', label, readEmail, wrong, { type: 'email', autocomplete: 'email', ...control })
}

/** A phone number or an e-mail address, whichever somebody left. */
export function phoneOrEmail(label: string, { wrong, ...control }: Control & { wrong: string }) {
  return readable('phone-or-email', label, typed => readPhone(typed) ?? readEmail(typed), wrong, {
    autocomplete: 'off',
    ...control,
  })
}

const { 'identity-card': identityCard, ...otherDocuments } = identityDocuments

/**
 * By which document somebody proves who they are, the identity card unless they say so, and its number:
 * `...identityDocument()` among the fields of a form, `rightDocument` among its rules.
 */
export function identityDocument({ hint }: { hint?: string } = {}) {
  return {
    // Beside a number there is always one: the identity card, when nothing is chosen.
    identity_document: askedFor('sometimes', optional(choice('证件', otherDocuments, { choose: identityCard.label }))),
    identity_number: optional(
      readable('document-number', '证件号码', readDocumentNumber, '证件号码不对，请对照证件再看一遍', {
        hint,
        autocomplete: 'off',
        autocapitalize: 'characters',
      }),
    ),
  }
}

/** A number is of the document that was chosen. */
export function rightDocument(
  {
    identity_document = 'identity-card',
    identity_number,
  }: { identity_document?: IdentityDocument | undefined; identity_number?: string | undefined },
  fault: Fault<'identity_number'>,
) {
  if (identity_number !== undefined && !isNumberOf(identity_document, identity_number))
    fault('identity_number', identityDocuments[identity_document].wrong)
}

/** 统一社会信用代码 of an organisation. */
export function creditCode(
  label = '统一社会信用代码',
  { wrong = '代码不对：18 位，最后一位是校验码，请对照证书再看一遍', ...control }: Control & { wrong?: string } = {},
) {
  return readable('credit-code', label, readCreditCode, wrong, {
    autocomplete: 'off',
    autocapitalize: 'characters',
    ...control,
  })
}

/** The number of a suggestion. */
export function suggestionNumber(
  label = '编号',
  { wrong = '这个编号不对，请再核对一遍，例：2026-123', ...control }: Control & { wrong?: string } = {},
) {
  return readable('suggestion-number', label, readSuggestionNumber, wrong, { autocomplete: 'off', ...control })
}

/** A one-time code of six digits; with `recovery` also a recovery code. */
export function code(
  label = '验证码',
  { recovery = false, wrong = '请填写 6 位验证码', ...control }: Control & { recovery?: boolean; wrong?: string } = {},
) {
  const [kind, read] = recovery
    ? (['second-factor', readSecondFactorCode] as const)
    : (['one-time-code', readOneTimeCode] as const)
  return readable(kind, label, read, wrong, {
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
    .meta({ label, kind: 'degrees', inputmode: 'decimal', autocomplete: 'off', ...control })
}

/**
 * Where exactly, both or neither: `...position()` among the fields of a form, `wholePosition` among its rules.
 * A whole position that is pasted into one of the two boxes stands for both.
 */
export function position(wrong: string = positionErrors.half) {
  const latitude = degrees('纬度', { min: 3, max: 54, hint: '例：28.4517', wrong })
  const longitude = degrees('经度', { min: 73, max: 136, hint: '例：119.9226', wrong })
  return {
    latitude: optional(
      latitude.meta({
        ...latitude.meta(),
        kind: 'latitude',
        read: readLatitude,
        beside: ({ longitude }) => readPosition(longitude ?? '')?.latitude,
      }),
    ),
    longitude: optional(
      longitude.meta({
        ...longitude.meta(),
        kind: 'longitude',
        read: readLongitude,
        beside: ({ latitude }) => readPosition(latitude ?? '')?.longitude,
      }),
    ),
  }
}

/** Half a position is none, and what is asked of a county lies in its province. */
export function wholePosition(
  {
    latitude,
    longitude,
    county,
  }: { latitude?: number | undefined; longitude?: number | undefined; county?: string | undefined },
  fault: Fault<'latitude'>,
  failed: ReadonlySet<string>,
) {
  if (latitude !== undefined && longitude !== undefined) {
    if (county && !isInProvinceOf(county, { latitude, longitude })) fault('latitude', positionErrors.elsewhere)
  } else if (!failed.has('longitude') && (latitude === undefined) !== (longitude === undefined))
    fault('latitude', positionErrors.half)
}
