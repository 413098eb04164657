import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { Refused } from '../refusals.ts'
import { volunteerRefusals } from './refusals.ts'

/** What the office sees of a volunteer when it decides what to do. */
export interface SeenVolunteer {
  state: 'active' | 'left' | 'erased'
  identity_disputed: boolean
  /** A guardian with another account gave the same number. */
  given_by_guardian: boolean
  blocked: boolean
  /** An appeal waits, and who blocked. */
  appeal?: { blockedBy: number } | undefined
}

/** Holds the volunteer until the transaction ends, and does what the office decided; refuses one that is not there any more. */
export function withVolunteer<Outcome extends object>(
  db: Db | Trx,
  volunteerId: number,
  act: (trx: Trx, volunteer: Held) => Promise<Outcome | Refused>,
): Promise<Outcome | Refused> {
  return inTransaction(db, async trx => {
    const volunteer = await holdVolunteer(trx, volunteerId)
    return volunteer?.state === 'active' || volunteer?.state === 'left'
      ? act(trx, volunteer)
      : { refused: volunteerRefusals.unknown }
  })
}

type Held = NonNullable<Awaited<ReturnType<typeof holdVolunteer>>>

function holdVolunteer(trx: Trx, volunteerId: number) {
  return trx.selectFrom('volunteer').selectAll().where('id', '=', volunteerId).forNoKeyUpdate().executeTakeFirst()
}

/** Who hears of a move on a record: its person, or the guardian of a child. */
export const toldOf = (volunteer: { person_id: number | null; guardian_person_id: number | null }): number =>
  (volunteer.person_id ?? volunteer.guardian_person_id)!
