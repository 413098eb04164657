import type { Trx } from '#db/schema.ts'
import { at } from '#forms/refusals.ts'
import { listReachableUnits } from '#people/units.ts'
import type { Means } from './course.ts'
import { deputyWords as words } from './deputy-words.ts'

/** Why a unit without an officer does not get a matter just so; the form then shows a box to tick. */
export const noOfficer = { 'no-officer': at('lead', words.refused) }

/**
 * Who receives for the unit that is to lead or to help: nobody needs to where it has an officer; else the unit above it in the
 * register. Null: there is none with an officer either, and the desk rings up. `confirmed` is the unit for which the
 * clerk has ticked that they know; refused without.
 */
export async function findDeputy(
  trx: Trx,
  { unit, confirmed }: { unit: string; confirmed: string | undefined },
  { parentOf }: Means,
): Promise<{ deputy: string | null | undefined } | { refused: 'no-officer' }> {
  const reachable = await listReachableUnits(trx)
  if (reachable.has(unit)) return { deputy: undefined }
  if (confirmed !== unit) return { refused: 'no-officer' }
  return { deputy: deputyOf(unit, reachable, parentOf) ?? null }
}

/** The unit above, if it has somebody who can be told. */
export function deputyOf(
  unit: string,
  reachable: ReadonlySet<string>,
  parentOf: Means['parentOf'],
): string | undefined {
  const parent = parentOf?.(unit)
  return parent && reachable.has(parent) ? parent : undefined
}
