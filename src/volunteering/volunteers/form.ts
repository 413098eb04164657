import type * as z from 'zod'
import { agreement, choices, day, fields, line, oneOf, passedOn, tick } from '#forms/fields.ts'
import type { IdentityDocument } from '#forms/typed/identity-document.ts'
import { identityDocument, rightDocument } from '#forms/typed-fields.ts'
import { activityKinds } from '../activities/words.ts'
import { dayParts, skills, weekdays } from './words.ts'
import type { ConsentTexts } from './consents.ts'
import { type Identity, longestName, type Profile } from './profile.ts'
import { volunteerRefusals } from './refusals.ts'
import { listRegistrationFaults, type Registration } from './registration.ts'

const partsOfWeek = Object.fromEntries(
  Object.entries(weekdays).flatMap(([day, dayWords]) =>
    Object.entries(dayParts).map(([part, words]) => [`${day}-${part}`, dayWords + words]),
  ),
)

/** What a volunteer says of themselves; of a child less is asked. */
const profileFields = {
  name: line('姓名', {
    max: longestName,
    short: true,
    hint: '写真实姓名，以后开志愿服务证明要用。',
    missing: volunteerRefusals.name.words,
    tooLong: volunteerRefusals.name.words,
    autocomplete: 'name',
  }),
  county: oneOf('住在哪个县（市、区）', { missing: volunteerRefusals.county.words }),
  times: choices('哪天有空', partsOfWeek, { hint: '勾上大概有空的时候，我们按它找合适的班次。' }),
  skills: choices('会做什么', skills),
  wishes: choices('想做什么', activityKinds),
}
/** What is asked beside it, with the texts that stand now. */
const consentFields = (texts: ConsentTexts) => ({
  ...identityDocument({ hint: '不填也能参加。填了加密保存，只用来核对重复登记和开证明。' }),
  identity_consent: agreement(texts['identity-number'].words, texts['identity-number'].version),
  may_be_asked: agreement(texts['being-asked'].words, texts['being-asked'].version),
})

/** Registering on that day, oneself or a child (`for` is `child`): everything that is wrong is said at once. */
export function registrationForm(today: string, texts: ConsentTexts) {
  const { name, ...rest } = profileFields
  return fields(
    {
      for: passedOn(),
      next: passedOn(),
      name,
      birth_date: day('出生日期', {
        typed: true,
        hint: '写成 19900506 或 1990-05-06。活动的年龄要求按它算。',
        wrong: volunteerRefusals.birthDate.words,
        autocomplete: 'bday',
      }),
      ...rest,
      ...consentFields(texts),
      guardian_consent: agreement('我是孩子的监护人，同意上面的话', texts.guardian.version),
      consent: agreement('我同意上面的话', texts.registration.version),
    },
    (given, fault, failed) => {
      const child = given.for === 'child'
      if (failed.has('identity_number') && !given.identity_consent)
        fault('identity_consent', volunteerRefusals.identityConsent.words)
      rightDocument(given, fault)
      const faults = listRegistrationFaults(
        {
          birthDate: given.birth_date,
          identity: identityOf(given),
          identityConsent: given.identity_consent,
          guardianConsent: given.guardian_consent,
          consent: given.consent,
        },
        { child, today },
      )
      for (const refusal of faults)
        if (refusal.kind === 'at-field') fault(refusal.field as keyof typeof given, refusal.words)
    },
  )
}

type TypedProfile = { [Name in keyof typeof profileFields]: z.output<(typeof profileFields)[Name]> }

/** The profile that a checked form describes. */
export function profileOf({ name, county, skills, times, wishes }: TypedProfile): Profile {
  return { name, county, skills, availableTimes: times, wishes }
}

/** The document of a form and its number. */
export function identityOf({
  identity_document,
  identity_number,
}: {
  identity_document?: IdentityDocument | undefined
  identity_number?: string | undefined
}): Identity | undefined {
  return identity_number === undefined ? undefined : { document: identity_document, number: identity_number }
}

/** What a checked form says of a registration. */
export function registrationOf(
  data: z.output<ReturnType<typeof registrationForm>>,
): Omit<Registration, 'numberPrefix'> {
  return {
    ...profileOf(data),
    birthDate: data.birth_date,
    identity: identityOf(data),
    consent: data.consent,
    identityConsent: data.identity_consent,
    mayBeAsked: data.may_be_asked,
    guardianConsent: data.guardian_consent,
  }
}

/** Changing later what one said; the date of birth is not among it. */
export function profileForm(texts: ConsentTexts) {
  return fields(
    { ...profileFields, ...consentFields(texts), identity_remove: tick('删除已保存的证件号码') },
    (given, fault) => {
      const { identity_number, identity_consent, identity_remove } = given
      rightDocument(given, fault)
      if (identity_number && !identity_remove && !identity_consent)
        fault('identity_consent', volunteerRefusals.identityConsent.words)
    },
  )
}
