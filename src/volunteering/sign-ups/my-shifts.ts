import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { listChangesSince } from '../activities/wordings.ts'
import { openName } from '../volunteers/profile.ts'

/**
 * The sign-ups of a person and their children on shifts that are not over: what needs an answer first, then by time.
 * With `past`, those that are over or have ended, newest first.
 */
export async function listMySignUps(
  db: Db | Trx,
  personalData: PersonalData,
  personId: number,
  now: Date,
  { past = false, limit = 100 } = {},
) {
  let query = selectMine(db, personId)
  query = past
    ? query
        .where(eb => eb.or([eb('sign_up.state', '=', 'ended'), eb('sign_up.ends_at', '<=', now)]))
        .orderBy('sign_up.starts_at', 'desc')
    : query
        .where('sign_up.state', '<>', 'ended')
        .where('sign_up.ends_at', '>', now)
        .orderBy(eb => eb('sign_up.state', '=', 'offered'), 'desc')
        .orderBy('sign_up.starts_at')
  const rows = await query.orderBy('sign_up.id').limit(limit).execute()
  return Promise.all(
    rows.map(async ({ name_sealed, ...row }) => ({
      ...row,
      volunteerName: openName(personalData, name_sealed)!,
      // Shown to who has to say whether they still come.
      changes:
        row.state === 'offered'
          ? [...(await listChangesSince(db, row.activity_id, row.activity_version)), ...changeOfPlace(row)]
          : [],
    })),
  )
}

/** Where they agreed to meet, and where they would meet now. */
function changeOfPlace({ meeting_was, meeting_point }: { meeting_was: string | null; meeting_point: string }) {
  return meeting_was === null || meeting_was === meeting_point
    ? []
    : [{ column: 'meeting_point' as const, before: meeting_was, after: meeting_point }]
}

/** How many wait before this sign-up in the line of its shift; undefined when it does not wait. */
export async function countBefore(
  db: Db | Trx,
  signUp: { shift_id: number; position: number; state: string },
): Promise<number | undefined> {
  if (signUp.state !== 'waiting') return undefined
  const { before } = await db
    .selectFrom('sign_up')
    .select(eb => eb.fn.countAll<number>().as('before'))
    .where('shift_id', '=', signUp.shift_id)
    .where('state', '=', 'waiting')
    .where('position', '<', signUp.position)
    .executeTakeFirstOrThrow()
  return before
}

/** The sign-ups on coming shifts of minors whose guardian the person is, but for those that they keep the record of: by time. */
export function listSignUpsOfWards(db: Db | Trx, personId: number, now: Date) {
  return (
    db
      .selectFrom('guardianship')
      .innerJoin('volunteer', 'volunteer.id', 'guardianship.volunteer_id')
      .innerJoin('sign_up', 'sign_up.volunteer_id', 'volunteer.id')
      .innerJoin('shift', 'shift.id', 'sign_up.shift_id')
      .innerJoin('activity', 'activity.id', 'shift.activity_id')
      .select([
        'sign_up.id',
        'sign_up.volunteer_id',
        'sign_up.shift_id',
        'sign_up.state',
        'sign_up.starts_at',
        'sign_up.ends_at',
        'activity.title',
      ])
      .where('guardianship.person_id', '=', personId)
      .where('guardianship.ended_at', 'is', null)
      .where(eb =>
        eb.or([eb('volunteer.guardian_person_id', 'is', null), eb('volunteer.guardian_person_id', '<>', personId)]),
      )
      .where('sign_up.state', '<>', 'ended')
      .where('sign_up.starts_at', '>', now)
      // Whoever is grown up on the day needs nobody's consent.
      .where(sql<boolean>`sign_up.starts_at < adult_from(volunteer.birth_date)`)
      .orderBy('sign_up.starts_at')
      .orderBy('sign_up.id')
      .limit(50)
      .execute()
  )
}

function selectMine(db: Db | Trx, personId: number) {
  return db
    .selectFrom('sign_up')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .innerJoin('shift', 'shift.id', 'sign_up.shift_id')
    .innerJoin('activity', 'activity.id', 'shift.activity_id')
    .select([
      'sign_up.id',
      'sign_up.shift_id',
      'sign_up.volunteer_id',
      'sign_up.starts_at',
      'sign_up.ends_at',
      'sign_up.state',
      'sign_up.position',
      'sign_up.entry',
      'sign_up.request_key',
      'sign_up.offer_reason',
      'sign_up.confirm_by',
      'sign_up.ended_reason',
      'sign_up.late',
      'sign_up.removal_words',
      'sign_up.activity_version',
      'sign_up.meeting_was',
      'shift.meeting_point',
      'shift.state as shift_state',
      'shift.cancel_words',
      'shift.draw_at',
      'shift.choose_by',
      'shift.revision',
      'activity.id as activity_id',
      'activity.title',
      'activity.place',
      'activity.contact_name',
      'activity.contact_phone',
      'activity.latitude',
      'activity.longitude',
      'activity.version',
      'activity.agreement_cases',
      'volunteer.name_sealed',
      'volunteer.person_id',
    ])
    .where(eb => eb.or([eb('volunteer.person_id', '=', personId), eb('volunteer.guardian_person_id', '=', personId)]))
}
