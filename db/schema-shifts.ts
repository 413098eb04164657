import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

export type ShiftState = 'open' | 'closed' | 'cancelled'
export type SignUpState = 'applied' | 'entered' | 'waiting' | 'offered' | 'booked' | 'ended'
export type OfferReason = 'place-free' | 'rescheduled' | 'changed'
export type EndedReason =
  | 'cannot-come'
  | 'declined'
  | 'lapsed'
  | 'no-place'
  | 'removed'
  | 'shift-cancelled'
  | 'company-gone'
  | 'consent-ended'
  | 'left'
  | 'erased'
  | 'guardian-refused'
  | 'age-corrected'
  | 'merged'
  | 'blocked'
  | 'booked-elsewhere'
  | 'not-chosen'

export interface ShiftTable {
  id: GeneratedAlways<number>
  request_key: string
  activity_id: number
  starts_at: Instant
  ends_at: Instant
  slots: string[]
  meeting_point: Generated<string>
  capacity: number
  /** Places booked or held by an offer; the constraint keeps it between 0 and capacity. */
  taken: Generated<number>
  last_position: Generated<number>
  /** Decides the draw; secret until it is held. SQL makes it, and lets nobody change it. */
  draw_seed: ColumnType<string, never, never>
  /** For whom in the line what is free waits, and until when; null when for nobody. */
  waits_position: number | null
  waits_until: OptionalInstant
  opens_at: OptionalInstant
  draw_at: OptionalInstant
  drawn_at: OptionalInstant
  /** Until then the organiser chooses from those who applied; null where nobody does. */
  choose_by: OptionalInstant
  state: Generated<ShiftState>
  cancelled_at: OptionalInstant
  cancel_words: string | null
  /** When it was ended early, or made shorter, while it ran, and why. */
  stopped_at: OptionalInstant
  stop_words: string | null
  /** Counts changes of what a calendar shows, and when the last was; a trigger keeps both. */
  revision: Generated<number>
  changed_at: GeneratedAlways<Date>
}

export interface SignUpTable {
  id: GeneratedAlways<number>
  shift_id: number
  starts_at: Instant
  ends_at: Instant
  volunteer_id: number
  request_key: string
  position: number
  /** Never served before. */
  first_timer: boolean
  /** Claims a place that is kept for who never served: once at a time. */
  newcomer: Generated<boolean>
  /** Its number in the draw, which is shown beside the result. */
  entry: Generated<number | null>
  activity_version: number
  /** When the organiser chose them. */
  chosen_at: OptionalInstant
  state: SignUpState
  signed_up_at: Instant
  offer_reason: OfferReason | null
  /** Where somebody who is asked again had agreed to meet. */
  meeting_was: string | null
  confirm_by: OptionalInstant
  ended_at: OptionalInstant
  ended_reason: EndedReason | null
  late: Generated<boolean>
  reminded_at: OptionalInstant
  /** Why an organiser took them off the list, in the organiser's words. */
  removal_words: string | null
}

export interface ShiftNoteTable {
  id: GeneratedAlways<number>
  request_key: string
  shift_id: number
  words: string
  written_by: number
  written_at: Instant
}

export type IncidentKind = 'injury' | 'illness' | 'conflict' | 'damage' | 'lost' | 'other'

/** What happened on a shift, as its organiser wrote it down. */
export interface ShiftIncidentTable {
  id: GeneratedAlways<number>
  request_key: string
  shift_id: number
  kind: IncidentKind
  happened_at: Instant
  words_sealed: string
  recorded_by: number
  recorded_at: Instant
}

/** What a draw was drawn from. */
export interface ShiftDrawTable {
  shift_id: number
  seed: string
  /** How many places there were, and how many of them not kept for newcomers. */
  places: number
  others: number
  drawn_at: Instant
}

/** A request in a draw, without anybody's name. */
export interface ShiftDrawEntryTable {
  shift_id: number
  entry: number
  /** In which turn. */
  place: number
  people: number
  newcomers: number
  able: boolean
  won: boolean
}

/** What is fair: one row, which an administrator changes. */
export interface FairRuleTable {
  id: Generated<boolean>
  /** Child records that one account keeps. */
  children: Generated<number>
  /** People who sign up in one request. */
  party_size: Generated<number>
  /** Sign-ups of one volunteer on shifts that have not begun. */
  open_sign_ups: Generated<number>
  /** Needs of one person that have not come to their end. */
  open_needs: Generated<number>
  /** Notes of organisers to the people of one shift on one day. */
  notes_per_day: Generated<number>
  /** Hours between two shifts of one volunteer; 0 for none. */
  rest_hours: Generated<number>
  /** How long a free place waits for a party at the head of the line that is larger. */
  family_wait_hours: Generated<number>
  /** 'HH:MM' in Lishui; between the two no place is offered and no offer runs out. */
  night_from: Generated<string>
  night_until: Generated<string>
  changed_at: ColumnType<Date, Date | undefined, Date>
}

export interface CalendarFeedTable {
  token_hash: string
  person_id: number
  created_at: Instant
  revoked_at: OptionalInstant
}
