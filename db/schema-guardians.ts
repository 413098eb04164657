import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

export type ConsentKind = 'registration' | 'identity-number' | 'being-asked'
/** Every activity fit for minors, those of some kinds, or one. */
export type ConsentScope = 'service' | 'kinds' | 'activity'
export type Relation = 'mother' | 'father' | 'grandparent' | 'sibling' | 'appointed'

export interface VolunteerConsentTable {
  id: GeneratedAlways<number>
  volunteer_id: number
  kind: ConsentKind
  text_version: string
  granted_at: Instant
  withdrawn_at: OptionalInstant
}

export interface GuardianConsentTable {
  id: GeneratedAlways<number>
  volunteer_id: number
  guardian_person_id: number
  scope: ConsentScope
  activity_id: number | null
  /** Of activities; empty unless the scope is `kinds`. */
  kinds: Generated<string[]>
  text_version: string
  granted_at: Instant
  expires_at: Instant
  revoked_at: OptionalInstant
  /** When the guardian was told that it ends soon. */
  expiry_told_at: OptionalInstant
}

/** Who a guardian is; one row for each account, however many minors. */
export interface GuardianTable {
  person_id: number
  name_sealed: string
  /** YYYY-MM-DD */
  birth_date: string
  identity_hash: string | null
  identity_last4: string | null
  identity_sealed: string | null
  declared_at: Instant
}

export interface GuardianshipTable {
  id: GeneratedAlways<number>
  volunteer_id: number
  person_id: number
  /** Null for those from before it was asked. */
  relation: Relation | null
  /** 1 or 2: a minor has two guardians at most. */
  place: number
  began_at: Instant
  /** An organiser met the guardian. */
  confirmed_at: OptionalInstant
  confirmed_by: number | null
  ended_at: OptionalInstant
}

export type LinkPurpose = 'objection' | 'hand-over'

export interface VolunteerLinkTable {
  token_hash: string
  purpose: LinkPurpose
  volunteer_id: number
  /** Of an objection. */
  sign_up_id: number | null
  /** The guardian to whom it was sent, or who made it. */
  person_id: number
  created_at: Instant
  expires_at: Instant
  used_at: OptionalInstant
}

/** An office holds back the sign-ups of somebody, with a reason that they read and may appeal against. */
export interface VolunteerBlockTable {
  id: GeneratedAlways<number>
  volunteer_id: number
  phone_hash: string | null
  reason: string
  blocked_by: number
  blocked_at: Instant
  appeal: string | null
  appealed_at: OptionalInstant
  answer: string | null
  answered_by: number | null
  answered_at: OptionalInstant
  ended_by: number | null
  ended_at: OptionalInstant
  end_reason: string | null
}

/** Somebody who once said that they are a minor, by a keyed hash of their phone or identity number. */
export interface KnownMinorTable {
  hash: string
  birth_date: string
  remembered_at: Instant
}

/** Somebody known as a minor says that they, or their child, are older: the office sees the document. */
export interface AgeClaimTable {
  id: GeneratedAlways<number>
  /** Who asks; one open claim each. */
  person_id: number
  /** Whose birth date it is; null while the account has no record of its own. */
  volunteer_id: number | null
  /** YYYY-MM-DD */
  birth_date: string
  /** The number goes with the decision. */
  identity_hash: string | null
  identity_last4: string | null
  identity_sealed: string | null
  text_version: string
  asked_at: Instant
  decided_at: OptionalInstant
  decided_by: number | null
  confirmed: boolean | null
  /** Why it was not confirmed. */
  reason: string | null
}

export interface GuardianInvitationTable {
  token_hash: string
  volunteer_id: number
  scope: Exclude<ConsentScope, 'kinds'>
  activity_id: number | null
  created_at: Instant
  expires_at: Instant
  used_at: OptionalInstant
}
