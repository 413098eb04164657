import type { Db, Trx } from '#db/schema.ts'

/** What an organisation trains volunteers in, by name. */
export function listQualificationsOf(db: Db | Trx, organisationId: number) {
  return db
    .selectFrom('qualification')
    .select(['id', 'title', 'how'])
    .where('organisation_id', '=', organisationId)
    .orderBy('title')
    .execute()
}

/** What an activity of the organisation may ask for: its own trainings first, then those of others that work, by name. */
export async function listQualificationChoices(
  db: Db | Trx,
  organisationId: number,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('qualification')
    .innerJoin('organisation', 'organisation.id', 'qualification.organisation_id')
    .select(['qualification.id', 'qualification.title', 'organisation.name'])
    .where(eb =>
      eb.or([eb('organisation.state', '=', 'approved'), eb('qualification.organisation_id', '=', organisationId)]),
    )
    .orderBy(eb => eb('qualification.organisation_id', '=', organisationId), 'desc')
    .orderBy('organisation.name')
    .orderBy('qualification.title')
    .execute()
  return new Map(rows.map(({ id, title, name }) => [String(id), `${title}（${name}）`]))
}

/** What the person and their children were trained in and nobody took back, the latest first. */
export function listTrainingsOf(db: Db | Trx, personId: number) {
  return db
    .selectFrom('training')
    .innerJoin('qualification', 'qualification.id', 'training.qualification_id')
    .innerJoin('organisation', 'organisation.id', 'qualification.organisation_id')
    .innerJoin('volunteer', 'volunteer.id', 'training.volunteer_id')
    .select([
      'training.id',
      'training.trained_on',
      'training.expires_on',
      'qualification.title',
      'organisation.name as organisation_name',
    ])
    .where('training.withdrawn_at', 'is', null)
    .where(eb => eb.or([eb('volunteer.person_id', '=', personId), eb('volunteer.guardian_person_id', '=', personId)]))
    .orderBy('training.id', 'desc')
    .limit(100)
    .execute()
}
