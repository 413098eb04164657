import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { messageQueue } from '#messages/queues.ts'
import { actOnClocks } from '#suggestions/clocks/acts.ts'
import { firstDue, recalculate } from '#suggestions/clocks/deadlines.ts'
import { loadOffice } from '#suggestions/clocks/office.ts'
import { starterSettings } from './starter-settings.ts'

/** The moments from which clocks, letters and assignments count; the audit trail keeps its own times. */
const moments = {
  deadline: [
    'begins_at',
    'half_reminded_at',
    'eve_reminded_at',
    'overdue_at',
    'red_at',
    'risen_at',
    'met_at',
    'ended_at',
  ],
  assignment: ['handed_over_at', 'signed_at', 'contributed_at', 'returned_at', 'ended_at'],
  supervision_letter: ['due_at', 'issued_at'],
} as const

/**
 * Lets days pass over one suggestion without touching anybody's clock: what was begun is put back so many days, its
 * deadlines are recalculated as after a change of the calendar, and the portal does what they call for now.
 */
export async function letDaysPass(db: Db, number: string, days: number): Promise<void> {
  const now = new Date()
  const { id } = await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirstOrThrow()
  await db.transaction().execute(async trx => {
    for (const [table, columns] of Object.entries(moments)) {
      const earlier = columns.map(
        column => sql`${sql.ref(column)} = ${sql.ref(column)} - make_interval(days => ${days}::int)`,
      )
      await sql`UPDATE ${sql.table(table)} SET ${sql.join(earlier)} WHERE suggestion_id = ${id}`.execute(trx)
    }
    await recalculate(trx, await loadOffice(trx), [id], now)
    await trx
      .updateTable('suggestion')
      .set({ due_at: firstDue(id) })
      .where('id', '=', id)
      .execute()
  })
  await actOnClocks(db, now, { letterPrefix: starterSettings.letter_prefix })
}

/** Ends the quiet hours of the night for all messages that wait for the morning, whenever the test runs. */
export async function letMorningCome(db: Db): Promise<void> {
  await sql`UPDATE pgboss.job SET start_after = now() WHERE name = ${messageQueue} AND state = 'created'`.execute(db)
}
