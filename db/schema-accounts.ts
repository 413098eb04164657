import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Instant = ColumnType<Date, Date, Date>
type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

export interface OneTimeCodeTable {
  id: GeneratedAlways<number>
  phone_hash: string
  code_hash: string
  requested_at: Instant
  expires_at: Instant
  tries: Generated<number>
  used_at: OptionalInstant
}

export interface SecondFactorTable {
  person_id: number
  secret_sealed: string
  begun_at: Instant
  /** Until then it was only shown: the person has not proved that their app has it. */
  confirmed_at: OptionalInstant
  /** The time step of the last code accepted: none is accepted twice. */
  last_step: Generated<number>
  failures: Generated<number>
  locked_until: OptionalInstant
}

export interface RecoveryCodeTable {
  person_id: number
  code_hash: string
  used_at: OptionalInstant
}

/** One row: what a start proves its key by. */
export interface DataKeyTable {
  id: Generated<number>
  canary_sealed: string
  /** A rotation to this key has begun and is not finished. */
  next_key_id: string | null
}

export interface AccountTables {
  data_key: DataKeyTable
  one_time_code: OneTimeCodeTable
  second_factor: SecondFactorTable
  recovery_code: RecoveryCodeTable
}
