import { isNoName } from '#forms/typed/non-answers.ts'
import type * as z from 'zod'
import {
  agreement,
  askedFor,
  choice,
  choices,
  day,
  fields,
  hidden,
  line,
  oneOf,
  optional,
  passedOn,
  tick,
  wholeNumber,
} from '#forms/fields.ts'
import type { IdentityDocument } from '#forms/typed/identity-document.ts'
import { identityDocument, rightDocument } from '#forms/typed-fields.ts'
import { activityKinds } from '../activities/words.ts'
import { weekdays } from '#calendar/opening-hours.ts'
import { dayParts, guardianWords, relations, skills } from './words.ts'
import type { ConsentTexts } from './consents.ts'
import { type Identity, longestName, type Profile } from './profile.ts'
import type { Fault } from '#forms/fields.ts'
import { isBirthDate } from './age.ts'
import { type Scope, terms } from './guardian-consents.ts'
import type { Acceptance } from './guardians.ts'
import type { GuardianGiven } from './guardianship.ts'
import { guardianRefusals, volunteerRefusals } from './refusals.ts'
import { listRegistrationFaults, type Registration } from './registration.ts'

const partsOfWeek = Object.fromEntries(
  Object.entries(weekdays).flatMap(([day, dayWords]) =>
    Object.entries(dayParts).map(([part, words]) => [`${day}-${part}`, dayWords + words]),
  ),
)

/** What a volunteer says of themselves; of a child less is asked. */
const profileFields = {
  name: line('姓名', {
    nonAnswer: isNoName,
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

/** Who a guardian is. Name and birth date are asked of somebody of whom they are not known. */
const guardianFields = (when: 'always' | 'sometimes') => ({
  relation: askedFor(when, optional(choice('你是孩子的', relations, { choose: '请选择' }))),
  guardian_name: askedFor(
    when,
    optional(
      line('你的姓名', {
        nonAnswer: isNoName,
        max: longestName,
        short: true,
        missing: guardianRefusals.name.words,
        tooLong: guardianRefusals.name.words,
        autocomplete: 'name',
      }),
    ),
  ),
  guardian_birth_date: askedFor(
    when,
    optional(
      day('你的出生日期', {
        typed: true,
        hint: '写成 19800506 或 1980-05-06。监护人须满 18 周岁。',
        wrong: guardianRefusals.birthDate.words,
        autocomplete: 'bday',
      }),
    ),
  ),
})
type GuardianFields = ReturnType<typeof guardianFields>
type TypedGuardian = { [Name in keyof GuardianFields]?: z.output<GuardianFields[Name]> }

function rightGuardian(
  { relation, guardian_name, guardian_birth_date }: TypedGuardian,
  fault: Fault<keyof GuardianFields>,
  failed: ReadonlySet<string>,
  { today, known }: { today: string; known: boolean },
) {
  if (!relation && !failed.has('relation')) fault('relation', guardianRefusals.relation.words)
  if (known) return
  if (!guardian_name && !failed.has('guardian_name')) fault('guardian_name', guardianRefusals.name.words)
  if (failed.has('guardian_birth_date')) return
  if (!guardian_birth_date || !isBirthDate(guardian_birth_date, today))
    fault('guardian_birth_date', guardianRefusals.birthDate.words)
}

/** What a checked form says of a guardian. */
export function guardianOf({ relation, guardian_name, guardian_birth_date }: TypedGuardian): GuardianGiven {
  return { relation: relation!, name: guardian_name, birthDate: guardian_birth_date }
}

/**
 * A guardian says at the link who they are, and agrees: to what, for how long, to which version of the text. `known`:
 * name and birth date are known of them. `activity`: the link asks for one activity.
 */
export function guardianForm(today: string, texts: ConsentTexts, { known = false, activity = false } = {}) {
  const { service, kinds, activity: one } = guardianWords.scopes
  const scopes = activity ? { activity: one, service, kinds } : { service, kinds }
  return fields(
    {
      ...guardianFields('always'),
      ...identityDocument({ hint: '不填也可以。填了加密保存，只用来证明监护人是谁。' }),
      identity_consent: agreement(texts['identity-number'].words, texts['identity-number'].version),
      scope: choice('同意参加', scopes as Record<Scope['scope'], string>, { look: 'rows' }),
      kinds: askedFor(
        'sometimes',
        choices('哪几类活动', activityKinds, { hint: '上面选了“只同意这几类活动”的，在这里勾。' }),
      ),
      days: choice('同意多久', terms, { hint: '到期以前会告诉你；满 18 周岁自动结束。' }),
      version: passedOn(),
    },
    (given, fault, failed) => {
      rightGuardian(given, fault, failed, { today, known })
      rightDocument(given, fault)
      if (given.identity_number !== undefined && !given.identity_consent)
        fault('identity_consent', volunteerRefusals.identityConsent.words)
      if (given.scope === 'kinds' && given.kinds?.length === 0) fault('kinds', guardianRefusals.kinds.words)
    },
  )
}

/** Which consent is given again, by its id. */
export const renewedField = hidden(optional(wholeNumber('同意书', { min: 1, max: 999_999_999 })))

/** A guardian from before it was asked says who they are. */
export function declarationForm(today: string, { known = false } = {}) {
  return fields({ ...guardianFields('always'), version: passedOn(), consent: renewedField }, (given, fault, failed) =>
    rightGuardian(given, fault, failed, { today, known }),
  )
}

/** What a guardian agreed to in a checked form; `version` is that of the text they read. */
export function acceptanceOf(
  data: z.output<ReturnType<typeof guardianForm>>,
  activityId: number | null,
  version: string,
): Acceptance {
  const { scope, kinds, days } = data
  return {
    ...guardianOf(data),
    identity: identityOf(data),
    scope:
      scope === 'kinds'
        ? { scope, kinds }
        : scope === 'activity' && activityId !== null
          ? { scope, activityId }
          : { scope: 'service' },
    days: Number(days),
    version,
  }
}

/** A child takes over the record that a guardian kept. */
export function takeOverForm(texts: ConsentTexts) {
  return fields(
    { consent: askedFor('always', agreement('我同意上面的话', texts.registration.version)) },
    (given, fault) => {
      if (!given.consent) fault('consent', volunteerRefusals.consent.words)
    },
  )
}

/** Registering on that day, oneself or a child (`for` is `child`): everything that is wrong is said at once. */
export function registrationForm(today: string, texts: ConsentTexts, { knownGuardian = false } = {}) {
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
      ...guardianFields('sometimes'),
      guardian_consent: agreement('我是孩子的监护人，同意上面的话', texts.guardian.version),
      consent: askedFor('always', agreement('我同意上面的话', texts.registration.version)),
    },
    (given, fault, failed) => {
      const child = given.for === 'child'
      if (child) rightGuardian(given, fault, failed, { today, known: knownGuardian })
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
    {
      ...profileFields,
      ...consentFields(texts),
      birth_date_by_document: tick('以前的出生日期填错了，以上面的身份证号码为准', {
        hint: '只有居民身份证这样的 18 位号码写着出生日期。改了以后，年龄不合的报名会取消。未满 18 周岁要改大的，等文明办看过证件原件再改。',
      }),
      identity_remove: tick('删除已保存的证件号码'),
    },
    (given, fault) => {
      const { identity_number, identity_consent, identity_remove, birth_date_by_document } = given
      if (birth_date_by_document && (identity_remove || identity_number === undefined))
        fault('birth_date_by_document', volunteerRefusals.documentFirst.words)
      rightDocument(given, fault)
      if (identity_number && !identity_remove && !identity_consent)
        fault('identity_consent', volunteerRefusals.identityConsent.words)
    },
  )
}
