import type { Updateable } from 'kysely'
import type { VolunteerTable } from '#db/schema-volunteers.ts'
import type { Refusal } from '#forms/refusals.ts'
import { birthDateOf, type IdentityDocument, isNumberOf } from '#forms/typed/identity-document.ts'
import { plainName } from '#forms/typed/name.ts'
import { countCharacters, saysSomething } from '#forms/typed/characters.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { SealedPurpose } from '#people/sealed-columns.ts'
import { activityKinds } from '../activities/words.ts'
import { skills } from './words.ts'
import { slots } from './available-times.ts'
import type { Refused } from '../refusals.ts'
import { volunteerRefusals } from './refusals.ts'

/** What a volunteer says of themselves and may change at any time. */
export interface Profile {
  name: string
  /** The code of a county, which the form was read with. */
  county: string
  /** Keys of `skills`. */
  skills: string[]
  /** `mon-morning` … `sun-evening`. */
  availableTimes: string[]
  /** Keys of `activityKinds`. */
  wishes: string[]
}

export const longestName = 40

/** The first thing wrong with a profile, or undefined. */
export function findProfileFault(profile: Profile): Refusal | undefined {
  if (!saysSomething(profile.name) || countCharacters(profile.name.trim()) > longestName) return volunteerRefusals.name
  // Which counties the city has, the form's reader has asked.
  if (!/^[0-9A-Z]{6}$/.test(profile.county)) return volunteerRefusals.county
  if (!profile.skills.every(skill => Object.hasOwn(skills, skill))) return volunteerRefusals.skills
  if (!profile.availableTimes.every(time => slots.includes(time))) return volunteerRefusals.times
  if (!profile.wishes.every(wish => Object.hasOwn(activityKinds, wish))) return volunteerRefusals.wishes
  return undefined
}

export interface ProfileColumns {
  name_sealed: string
  name_hash: string
  county: string
  skills: string[]
  available_times: string[]
  wishes: string[]
}

/** The profile as columns; the name is sealed. */
export function profileColumns(personalData: PersonalData, profile: Profile): ProfileColumns {
  return {
    ...nameColumns(personalData, profile.name),
    county: profile.county,
    skills: [...new Set(profile.skills)],
    available_times: slots.filter(slot => profile.availableTimes.includes(slot)),
    wishes: [...new Set(profile.wishes)],
  }
}

/** A name sealed, with the keyed hash by which the office finds it. */
export function nameColumns(personalData: PersonalData, name: string): { name_sealed: string; name_hash: string } {
  return {
    name_sealed: personalData.seal(name.trim(), 'volunteer.name'),
    name_hash: personalData.lookup(plainName(name), 'volunteer.name_hash'),
  }
}

export interface IdentityColumns {
  identity_hash: string | null
  identity_last4: string | null
  identity_sealed: string | null
  /** Whether the number says the birth date that it was given with. */
  identity_says_birth_date: boolean | null
}

/** Nobody gave a number, or it was taken away. */
export const noIdentity: IdentityColumns = {
  identity_hash: null,
  identity_last4: null,
  identity_sealed: null,
  identity_says_birth_date: null,
}

/** A document and the number on it, as `readDocumentNumber` gives it; the identity card unless said. */
export interface Identity {
  document?: IdentityDocument | undefined
  number: string
}

/** What is wrong with the number of a document, when the date of birth is known also whether it says the same. */
export function findIdentityFault(
  { document = 'identity-card', number }: Identity,
  birthDate: string | undefined,
): Refusal | undefined {
  if (!isNumberOf(document, number)) return volunteerRefusals.identityNumber
  const said = birthDateOf(number)
  return birthDate && said && said !== birthDate ? volunteerRefusals.otherBirthDate : undefined
}

/** A document as `identityColumns` sealed it. */
export function identityIn(opened: string): Identity {
  const [first, number] = opened.split(' ')
  return number === undefined ? { number: first! } : { document: first as IdentityDocument, number }
}

/**
 * An identity as a volunteer's columns: a keyed hash to find doubles, the last four to recognise it, the whole of it sealed.
 * Whose country issued it is nobody's business. A number proves nothing by itself: anybody can make one up.
 */
export function identityColumns(
  personalData: PersonalData,
  identity: Identity | undefined,
  birthDate: string,
): IdentityColumns | Refused {
  if (!identity) return noIdentity
  const sealed = sealedIdentity(personalData, identity, birthDate, 'volunteer.identity')
  return 'refused' in sealed
    ? sealed
    : { ...sealed, identity_says_birth_date: birthDateOf(identity.number) === birthDate }
}

/** The same but for what only a volunteer's record says, sealed for another table. */
export function sealedIdentity(
  personalData: PersonalData,
  identity: Identity,
  birthDate: string,
  purpose: SealedPurpose,
): { identity_hash: string; identity_last4: string; identity_sealed: string } | Refused {
  const fault = findIdentityFault(identity, birthDate)
  if (fault) return { refused: fault }
  const { document = 'identity-card', number } = identity
  const whole = document === 'identity-card' ? number : `${document} ${number}`
  return {
    identity_hash: personalData.lookup(whole, 'volunteer.identity'),
    identity_last4: number.slice(-4),
    identity_sealed: personalData.seal(whole, purpose),
  }
}

/** The name that `profileColumns` sealed; an erased volunteer has none. */
export function openName(personalData: PersonalData, sealed: string | null): string | undefined {
  return sealed === null ? undefined : personalData.open(sealed, 'volunteer.name')
}

/** What is left of a volunteer who is erased, or whose record goes into another: a row without anything of theirs. */
export const erasedAt = (now: Date): Updateable<VolunteerTable> => ({
  state: 'erased',
  erased_at: now,
  left_at: null,
  number: null,
  person_id: null,
  guardian_person_id: null,
  name_sealed: null,
  name_hash: null,
  identity_disputed: false,
  birth_date: null,
  ...noIdentity,
  skills: [],
  available_times: [],
  wishes: [],
  may_be_asked: false,
})
