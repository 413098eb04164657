import { aDay, earlier } from '#calendar/spans.ts'
import type { Db } from '#db/schema.ts'
import type { GatewayRefusal, ReviewMove } from '../decap/protocol.ts'
import { gatewayWords as words } from '../decap/words.ts'
import type { Draft } from './drafts.ts'
import { refusal } from './refusals.ts'

const passing: readonly ReviewMove[] = ['first-review', 'second-review', 'publication']

const keptForMs = 90 * aDay

/** Writes down that somebody has had a draft before them as it stands at this commit. After 90 days it is opened again. */
export async function noteOpened(db: Db, person: { id: number }, head: string, at: Date): Promise<void> {
  await db.deleteFrom('opened_draft').where('at', '<', earlier(at, keptForMs)).execute()
  await db
    .insertInto('opened_draft')
    .values({ person_id: person.id, head, at })
    .onConflict(conflict => conflict.columns(['person_id', 'head']).doNothing())
    .execute()
}

/** Nobody passes what they have not opened exactly as it stands, whichever button they press. Undefined for other moves. */
export async function findUnopened(
  db: Db,
  { head, path }: Pick<Draft, 'head' | 'path'>,
  person: { id: number },
  move: ReviewMove,
): Promise<GatewayRefusal | undefined> {
  if (!passing.includes(move)) return undefined
  const opened = await db
    .selectFrom('opened_draft')
    .select('head')
    .where('person_id', '=', person.id)
    .where('head', '=', head)
    .executeTakeFirst()
  return opened ? undefined : refusal('step-missing', words.unopened, { path })
}
