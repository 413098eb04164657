import { type Selectable, sql } from 'kysely'
import type {
  AssessedCriterion,
  AssessmentObjectionTable,
  AssessmentScoreView,
  AssessmentTable,
} from '#db/schema-assessment.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { Scheme } from '#publishing/types/scheme.ts'

export type Assessment = Selectable<AssessmentTable>
export type Score = Selectable<AssessmentScoreView>
export type Objection = Selectable<AssessmentObjectionTable>

/** The assessment of a year, unless it is void; held until the transaction ends, in one. */
export function findAssessment(db: Db | Trx, year: number): Promise<Assessment | undefined> {
  return db
    .selectFrom('assessment')
    .selectAll()
    .where('year', '=', year)
    .where('state', '<>', 'void')
    .$if(db.isTransaction, query => query.forUpdate())
    .executeTakeFirst()
}

/** Whether a scheme says something else by now than what an assessment was counted by. */
export function isSchemeChanged({ criteria }: Pick<Assessment, 'criteria'>, scheme: Pick<Scheme, 'criteria'>): boolean {
  const of = (each: readonly AssessedCriterion[]) =>
    JSON.stringify(each.map(({ code, name, weight, source, minimum = 1 }) => [code, name, weight, source, minimum]))
  return of(criteria) !== of(scheme.criteria)
}

/** All there were, the newest first. */
export const listAssessments = (db: Db): Promise<Assessment[]> =>
  db.selectFrom('assessment').selectAll().orderBy('year', 'desc').orderBy('id', 'desc').execute()

/** What each line of an assessment comes to; of one unit alone, or of all. */
export function listScores(db: Db | Trx, id: number, unit?: string): Promise<Score[]> {
  return db
    .selectFrom('assessment_score')
    .selectAll()
    .where('assessment_id', '=', id)
    .$if(unit !== undefined, query => query.where('unit', '=', unit!))
    .orderBy('id')
    .execute()
}

/** A unit with its sum: of a hundred, over the weights of what could be told; null where nothing could. */
export interface UnitTotal {
  unit: string
  name: string
  until_day: string | null
  total: string | null
}

/** The units of an assessment in the order of the register, each with its sum. Nobody is ranked. */
export async function listTotals(db: Db | Trx, id: number): Promise<UnitTotal[]> {
  const { rows } = await sql<UnitTotal>`
    SELECT u.unit, u.name, u.until_day::text AS until_day,
      round(sum(weight * share) FILTER (WHERE share IS NOT NULL) / sum(weight) FILTER (WHERE share IS NOT NULL), 2)::text AS total
    FROM assessment_unit u LEFT JOIN assessment_score s ON s.assessment_id = u.assessment_id AND s.unit = u.unit
    WHERE u.assessment_id = ${id}
    GROUP BY u.assessment_id, u.unit
    ORDER BY min(s.id)`.execute(db)
  return rows
}

/** Which units of an assessment a person answers for. */
export async function listOwnUnits(db: Db | Trx, id: number, personId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('liaison')
    .innerJoin('assessment_unit', 'assessment_unit.unit', 'liaison.unit')
    .select('liaison.unit')
    .where('assessment_id', '=', id)
    .where('person_id', '=', personId)
    .execute()
  return rows.map(({ unit }) => unit)
}

/** The objections of a unit, or of all, the oldest first. */
export function listObjections(db: Db | Trx, id: number, unit?: string): Promise<Objection[]> {
  return db
    .selectFrom('assessment_objection')
    .selectAll()
    .where('assessment_id', '=', id)
    .$if(unit !== undefined, query => query.where('unit', '=', unit!))
    .orderBy('id')
    .execute()
}

/** The results that people published, the newest first. */
export const listPublished = (db: Db): Promise<Assessment[]> =>
  db.selectFrom('assessment').selectAll().where('state', '=', 'published').orderBy('year', 'desc').execute()
