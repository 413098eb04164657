import type { Assessment } from '#assessment/assessment.ts'
import { findAssessment, listTotals, type UnitTotal } from '#assessment/assessment.ts'
import { holdsAny, officeRoles } from '#people/roles.ts'
import { lookerOf } from '#suggestions/queue-filter.ts'
import type { Visit } from '#web/visit.ts'
import type { SignedInPerson } from '#people/session.ts'
import { yearIn } from './_facts.ts'

/** An assessment with the units that this person may see of it. */
export interface Seen {
  assessment: Assessment
  units: UnitTotal[]
  /** They see every unit: the office always, a publisher once there is a result. */
  all: boolean
}

/** The assessment of an address as far as somebody may see it: an officer their own units, once units are asked. */
export async function findSeen(
  { db, person }: Pick<Visit<SignedInPerson>, 'db' | 'person'>,
  year: string | undefined,
): Promise<Seen | undefined> {
  const number = yearIn(year)
  const assessment = number && (await findAssessment(db, number))
  if (!assessment) return undefined
  const hasResult = assessment.state === 'result' || assessment.state === 'published'
  const all = holdsAny(person, officeRoles) || (hasResult && person.roles.includes('publisher'))
  if (!all && assessment.state === 'draft') return undefined
  const own = all ? [] : (await lookerOf(db, person)).units
  const units = (await listTotals(db, assessment.id)).filter(({ unit }) => all || own.includes(unit))
  return units.length > 0 ? { assessment, units, all } : undefined
}
