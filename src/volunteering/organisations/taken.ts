import type { Trx } from '#db/schema.ts'
import type { Refusal } from '#forms/refusals.ts'
import { organisationRefusals } from './refusals.ts'

/** Why an organisation may not have this name or this code: another has it that applies or stands. */
export async function findTaken(
  trx: Trx,
  { name, creditCode }: { name: string; creditCode?: string | undefined },
  exceptId = 0,
): Promise<Refusal | undefined> {
  const others = await trx
    .selectFrom('organisation')
    .select(['name', 'credit_code'])
    .where('state', 'in', ['applied', 'approved', 'suspended'])
    .where('id', '<>', exceptId)
    .where(eb =>
      creditCode === undefined
        ? eb('name', '=', name)
        : eb.or([eb('name', '=', name), eb('credit_code', '=', creditCode)]),
    )
    .execute()
  if (others.some(other => other.name === name)) return organisationRefusals.nameTaken
  return others.length > 0 ? organisationRefusals.codeTaken : undefined
}
