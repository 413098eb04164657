import type { APIRoute } from 'astro'
import { findPack, readPack } from '#assessment/pack/packs.ts'
import { packWords } from '#assessment/pack/words.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { notFound, privateFile } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { findSeen } from '../../../_seen.ts'

/** The newest evidence pack of a unit, for those who see every unit. */
export const GET: APIRoute = async context => {
  const visit = open(context, { roles: deskPlaces.assessment.roles })
  if (visit instanceof Response) return visit
  const seen = await findSeen(visit, context.params.year)
  const row = seen?.units.find(({ unit }) => unit === context.params.unit)
  if (!seen?.all || !row) return notFound()
  const pack = await findPack(visit.db, seen.assessment.id, row.unit)
  const bytes = pack && (await readPack(visit.portal.photoStore, pack))
  return privateFile(bytes && { name: `${packWords.title(row.name, seen.assessment.year)}.pdf`, bytes })
}
