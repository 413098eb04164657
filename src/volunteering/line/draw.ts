import type { Db, Trx } from '#db/schema.ts'
import { type Actor, recordEvent } from '#people/events.ts'
import { tellOfShift } from '../notify.ts'
import { askWhoAgreedToLess } from '../shifts/asking-again.ts'
import { type LockedShift, nextPosition } from '../shifts/lock.ts'
import { countFreePlaces, findHindrance, type InLine, readParties } from '../sign-ups/parties.ts'
import { commitmentTo, drawLots } from './lots.ts'
import { recordMoves } from './trail.ts'

const system: Actor = { kind: 'system' }

/** Whether the places of the shift are still to be drawn. */
export function isBeforeDraw(shift: Pick<LockedShift, 'draw_at' | 'drawn_at'>): boolean {
  return shift.draw_at !== null && shift.drawn_at === null
}

export function isDrawDue(shift: LockedShift, now: Date): boolean {
  return isBeforeDraw(shift) && now >= shift.draw_at!
}

/** Draws the places by lot, and keeps what they were drawn from for everybody to see. Returns how many requests there were. */
export async function draw(trx: Trx, shift: LockedShift, now: Date): Promise<number> {
  const { draw_seed: seed } = await trx
    .selectFrom('shift')
    .select('draw_seed')
    .where('id', '=', shift.id)
    .executeTakeFirstOrThrow()
  const parties = await readParties(trx, shift, 'entered', now, { after: 0, limit: 100_000 })
  const free = await countFreePlaces(trx, shift, now)
  const lots = parties.map(({ position, members }) => ({
    entry: position,
    people: members.length,
    newcomers: members.filter(member => member.newcomer).length,
    able: findHindrance(shift, members) === undefined,
  }))
  const places = { places: free.newcomers, others: free.others }
  const drawn = drawLots(seed, lots, places)
  await trx.updateTable('shift').set({ drawn_at: now }).where('id', '=', shift.id).execute()
  shift.drawn_at = now
  await trx
    .insertInto('shift_draw')
    .values({ shift_id: shift.id, seed, ...places, drawn_at: now })
    .execute()
  if (drawn.length > 0)
    await trx
      .insertInto('shift_draw_entry')
      .values(drawn.map(lot => ({ shift_id: shift.id, ...lot })))
      .execute()
  await recordEvent(trx, {
    actor: system,
    action: 'shift.drawn',
    object: { kind: 'shift', id: shift.id },
    detail: { seed, parties: drawn.length },
    at: now,
  })
  const told = { 'shift-draw-won': [] as InLine[], 'shift-draw-lost': [] as InLine[] }
  for (const { entry, won } of drawn) {
    const { members } = parties.find(party => party.position === entry)!
    const position = await nextPosition(trx, shift, won ? members.length : 0)
    const state = won ? ('booked' as const) : ('waiting' as const)
    await trx
      .updateTable('sign_up')
      .set({ state, position, entry })
      .where(
        'id',
        'in',
        members.map(member => member.id),
      )
      .execute()
    await recordMoves(trx, shift, members, state, system, now, { position })
    told[won ? 'shift-draw-won' : 'shift-draw-lost'].push(...members)
  }
  await tellOfShift(trx, shift, told['shift-draw-won'], 'shift-draw-won', now, { until: shift.starts_at })
  await tellOfShift(trx, shift, told['shift-draw-lost'], 'shift-draw-lost', now, { until: shift.starts_at })
  await askWhoAgreedToLess(trx, shift, now)
  return drawn.length
}

/** What is published of the draw of a shift: before it the commitment alone, afterwards everything that decided. */
export async function readDraw(db: Db | Trx, shiftId: number) {
  const { draw_seed } = await db
    .selectFrom('shift')
    .select('draw_seed')
    .where('id', '=', shiftId)
    .executeTakeFirstOrThrow()
  const drawn = await db
    .selectFrom('shift_draw')
    .select(['seed', 'places', 'others'])
    .where('shift_id', '=', shiftId)
    .executeTakeFirst()
  const entries = await db
    .selectFrom('shift_draw_entry')
    .select(['entry', 'people', 'newcomers', 'able', 'place', 'won'])
    .where('shift_id', '=', shiftId)
    .orderBy('place')
    .execute()
  return { commitment: commitmentTo(draw_seed), drawn: drawn && { ...drawn, entries } }
}
