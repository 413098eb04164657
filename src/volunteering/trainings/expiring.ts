import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { addDays } from '#calendar/work-calendar.ts'
import { dayOf } from '#calendar/lishui.ts'

/** So many days before are enough to come to another training. */
const toldBefore = 30

/** Tells volunteers, once, of a training that ends within a month, unless a later one stands. Called every minute; returns how many. */
export async function tellOfExpiringTrainings(db: Db | Trx, now: Date): Promise<number> {
  const today = dayOf(now)
  return inTransaction(db, async trx => {
    const { rows } = await sql<{ person: number; volunteer: number; expires_on: string }>`
      UPDATE training SET expiry_told_at = ${now} FROM volunteer
      WHERE volunteer.id = volunteer_id AND volunteer.state = 'active' AND withdrawn_at IS NULL AND expiry_told_at IS NULL
        AND expires_on >= ${today}::date AND expires_on <= ${addDays(today, toldBefore)}::date AND NOT EXISTS (
          SELECT 1 FROM training later WHERE later.volunteer_id = training.volunteer_id AND later.qualification_id = training.qualification_id
          AND later.withdrawn_at IS NULL AND (later.expires_on IS NULL OR later.expires_on > training.expires_on))
      RETURNING coalesce(volunteer.person_id, volunteer.guardian_person_id) AS person, volunteer_id AS volunteer, expires_on::text`.execute(
      trx,
    )
    await enqueueMessages(
      trx,
      rows.map(({ person, volunteer, expires_on }) => ({
        to: { personId: person },
        template: 'volunteer-training-expiring',
        facts: { until: expires_on },
        about: { kind: 'volunteer', id: volunteer },
      })),
      now,
    )
    return rows.length
  })
}
