import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { ownMatter, type Refused } from '../refusals.ts'
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

/**
 * Holds the volunteer until the transaction ends, and does what the office decided; refuses one that is not there any more,
 * and one that is of who decides. What a move does to further records, it asks of those itself (`isOwnMatter`).
 */
export function withVolunteer<Outcome extends object>(
  db: Db | Trx,
  { volunteerId, byPersonId }: { volunteerId: number; byPersonId: number },
  act: (trx: Trx, volunteer: Held) => Promise<Outcome | Refused>,
): Promise<Outcome | Refused> {
  return inTransaction(db, async trx => {
    const volunteer = await holdVolunteer(trx, volunteerId)
    if (volunteer?.state !== 'active' && volunteer?.state !== 'left') return { refused: volunteerRefusals.unknown }
    return (await isOwnMatter(trx, byPersonId, [volunteerId])) ? { refused: ownMatter } : act(trx, volunteer)
  })
}

/** Whether one of these records is the person's own, that of their child, or of a minor whose guardian they are. */
export async function isOwnMatter(trx: Trx, personId: number, volunteerIds: number[]): Promise<boolean> {
  if (volunteerIds.length === 0) return false
  const row = await trx
    .selectFrom('volunteer')
    .select('id')
    .where('id', 'in', volunteerIds)
    .where(eb =>
      eb.or([
        eb('person_id', '=', personId),
        eb('guardian_person_id', '=', personId),
        eb.exists(
          eb
            .selectFrom('guardianship')
            .select('guardianship.id')
            .whereRef('guardianship.volunteer_id', '=', 'volunteer.id')
            .where('guardianship.person_id', '=', personId)
            .where('ended_at', 'is', null),
        ),
      ]),
    )
    .executeTakeFirst()
  return row !== undefined
}

type Held = NonNullable<Awaited<ReturnType<typeof holdVolunteer>>>

function holdVolunteer(trx: Trx, volunteerId: number) {
  return trx.selectFrom('volunteer').selectAll().where('id', '=', volunteerId).forNoKeyUpdate().executeTakeFirst()
}

/** Whether the office decided the same of the volunteer the last time: a form that is sent twice is done, another is not. */
export async function isLastDecision(
  trx: Trx,
  action: 'volunteer.number-settled' | 'volunteer.appeal-answered',
  volunteerId: number,
  decision: Record<string, string | boolean>,
): Promise<boolean> {
  const last = await trx
    .selectFrom('event')
    .select('detail')
    .where('action', '=', action)
    .where('object_kind', '=', 'volunteer')
    .where('object_id', '=', String(volunteerId))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (
    last !== undefined &&
    Object.entries(decision).every(([name, value]) => (last.detail as Record<string, unknown>)[name] === value)
  )
}

/** Who hears of a move on a record: its person, or the guardian of a child. */
export const toldOf = (volunteer: { person_id: number | null; guardian_person_id: number | null }): number =>
  (volunteer.person_id ?? volunteer.guardian_person_id)!
