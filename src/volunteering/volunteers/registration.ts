import type { Refusal } from '#forms/refusals.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Refused } from '../refusals.ts'
import { ageOfOwnAccount, ageOn, isBirthDate } from './age.ts'
import {
  findIdentityFault,
  findProfileFault,
  type Identity,
  type IdentityColumns,
  identityColumns,
  type Profile,
  type ProfileColumns,
  profileColumns,
} from './profile.ts'
import { guardianRefusals, volunteerRefusals } from './refusals.ts'

export interface Registration extends Profile {
  /** What the city's volunteer numbers begin with. */
  numberPrefix: string
  /** YYYY-MM-DD */
  birthDate: string
  /** Undefined when none is given, which is fine. */
  identity?: Identity | undefined
  /** The version of the registration text that was agreed to; without it nobody is registered. */
  consent?: string | undefined
  /** The same of keeping the identity number sealed; needed only when one is given. */
  identityConsent?: string | undefined
  /** The same of being asked when a need fits (only adults are asked). */
  mayBeAsked?: string | undefined
  /** The same of the guardian's text; needed for a child. */
  guardianConsent?: string | undefined
}

interface Circumstances {
  /** Registered by a guardian. */
  child: boolean
  /** YYYY-MM-DD */
  today: string
}

/** Everything that is wrong with a registration beside its profile, in the order of the form. What is not given is not looked at. */
export function listRegistrationFaults(
  {
    birthDate,
    identity,
    identityConsent,
    guardianConsent,
    consent,
  }: Partial<Pick<Registration, 'birthDate' | 'identity' | 'identityConsent' | 'guardianConsent' | 'consent'>>,
  { child, today }: Circumstances,
): Refusal[] {
  const faults: Refusal[] = []
  if (birthDate !== undefined) {
    const tooYoung = isBirthDate(birthDate, today) && ageOn(birthDate, today) < ageOfOwnAccount
    if (!isBirthDate(birthDate, today)) faults.push(volunteerRefusals.birthDate)
    else if (tooYoung && !child) faults.push(volunteerRefusals.underFourteen)
    else if (!tooYoung && child) faults.push(guardianRefusals.fourteenOrOlder)
  }
  if (identity) {
    const fault = findIdentityFault(identity, birthDate)
    if (fault) faults.push(fault)
    if (!identityConsent) faults.push(volunteerRefusals.identityConsent)
  }
  if (child && !guardianConsent) faults.push(guardianRefusals.consent)
  if (!consent) faults.push(volunteerRefusals.consent)
  return faults
}

/** A registration as columns, or the first thing that is wrong with it. */
export function registrationColumns(
  personalData: PersonalData,
  registration: Registration,
  circumstances: Circumstances,
): (ProfileColumns & IdentityColumns & { birth_date: string }) | Refused {
  const fault = findProfileFault(registration) ?? listRegistrationFaults(registration, circumstances)[0]
  if (fault) return { refused: fault }
  const columns = identityColumns(personalData, registration.identity, registration.birthDate)
  return 'refused' in columns
    ? columns
    : { ...profileColumns(personalData, registration), ...columns, birth_date: registration.birthDate }
}
