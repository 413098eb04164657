import type { Selectable } from 'kysely'
import type * as z from 'zod'
import type { Day } from '#calendar/lishui.ts'
import type { ApplicationState, HonourApplicationTable } from '#db/schema-honours.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { at, type Refusal, unknown } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { caseRoles, holdsAny, type Role, writerRoles } from '#people/roles.ts'
import { listUnitsOf } from '#people/units.ts'
import type { objectionForm } from '#objections/form.ts'
import { fileObjection, listObjections, type Objection } from '#objections/objections.ts'
import type { applicationForm } from './form.ts'
import { fold } from '#publishing/search/folding.ts'
import { applicationWords as words } from './words.ts'

export type Application = Selectable<HonourApplicationTable>

/** An application with what was said against it. */
export interface Case {
  application: Application
  objections: Objection[]
}

/** Somebody at the desk, with the units that they answer for. */
export interface Applicant {
  id: number
  roles: readonly Role[]
  units: readonly string[]
}

/** Whether somebody may look at an application: the office, its own unit, and of what is to be registered who writes it. */
export const maySee = ({ roles, units }: Applicant, { unit, state }: Pick<Application, 'unit' | 'state'>): boolean =>
  holdsAny({ roles }, caseRoles) ||
  (roles.includes('officer') && units.includes(unit)) ||
  (state === 'awarded' && holdsAny({ roles }, writerRoles))

/** Whether it is their own: they filed it, or answer for the unit that did. SQL asks the same. */
export const isOwn = ({ id, units }: Applicant, { unit, filed_by }: Pick<Application, 'unit' | 'filed_by'>): boolean =>
  filed_by === id || units.includes(unit)

/** Who somebody is to the applications. */
export async function findApplicant(db: Db, person: { id: number; roles: readonly Role[] }): Promise<Applicant> {
  return { id: person.id, roles: person.roles, units: await listUnitsOf(db, person.id) }
}

/** A unit's officer applies. The same form sent twice is one application, and so is the same honour while it is open. */
export async function fileApplication(
  db: Db,
  { request_key, management, looked: _, ...written }: z.output<typeof applicationForm>,
  applicant: Applicant,
  now: Date,
): Promise<{ id: number } | { refused: Refusal }> {
  if (!applicant.units.includes(written.unit)) return { refused: at('unit', words.notYourUnit) }
  return inTransaction(db, async trx => {
    const folded = fold(written.title).replaceAll(/\s/g, '')
    const who = { filed_by: applicant.id, filed_at: now }
    const added = await trx
      .insertInto('honour_application')
      .values({ ...written, folded, management: management ?? null, request_key, ...who })
      .onConflict(conflict => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) {
      // The insert waited for another one: only now is the same form, sent at the same moment, to be seen.
      const same = await trx
        .selectFrom('honour_application')
        .select('id')
        .where('request_key', '=', request_key)
        .where('filed_by', '=', applicant.id)
        .executeTakeFirst()
      return same ?? { refused: at('title', words.already) }
    }
    await recordEvent(trx, {
      actor: { kind: 'person', id: applicant.id },
      action: 'honour.filed',
      object: { kind: 'honour', id: added.id },
      detail: { unit: written.unit, kind: written.kind, level: written.level },
      at: now,
    })
    return added
  })
}

/** One by its id; held until the transaction ends, in one. */
export async function findCase(db: Db | Trx, id: number): Promise<Case | undefined> {
  const application = await db
    .selectFrom('honour_application')
    .selectAll()
    .where('id', '=', id)
    .$if(db.isTransaction, query => query.forUpdate())
    .executeTakeFirst()
  if (!application) return undefined
  return { application, objections: await listObjections(db, { application_id: id }) }
}

/** Those that somebody may look at, the newest first; at most 100. */
export function listApplications(db: Db, { roles, units }: Applicant, state?: ApplicationState) {
  const isOffice = holdsAny({ roles }, caseRoles)
  return db
    .selectFrom('honour_application')
    .selectAll()
    .$if(state !== undefined, query => query.where('state', '=', state!))
    .$if(!isOffice, query =>
      query.where(eb =>
        eb.or([
          ...(roles.includes('officer') && units.length > 0 ? [eb('unit', 'in', units)] : []),
          ...(holdsAny({ roles }, writerRoles) ? [eb('state', '=', 'awarded' as const)] : []),
        ]),
      ),
    )
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
}

/** What is on public notice on a day. */
export function listNoticed(db: Db, today: Day): Promise<Application[]> {
  return db
    .selectFrom('honour_application')
    .selectAll()
    .where('state', '=', 'noticed')
    .where('notice_from', '<=', today)
    .where('notice_until', '>=', today)
    .orderBy('notice_until')
    .orderBy('id')
    .execute()
}

/** Somebody objects while it is on notice. Twice the same form is once. */
export function object(
  db: Db,
  applicationId: number,
  written: z.output<typeof objectionForm>,
  means: { personalData: PersonalData; now: Date },
): Promise<object | { refused: Refusal }> {
  return inTransaction(db, async trx => {
    const found = await findCase(trx, applicationId)
    if (!found) return { refused: unknown(words.unknown) }
    const { application, objections } = found
    const event = { action: 'honour.objected', object: { kind: 'honour', id: applicationId } } as const
    return fileObjection(trx, { application_id: applicationId }, { ...application, objections }, written, event, means)
  })
}
