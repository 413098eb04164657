import type { Db } from '#db/schema.ts'
import type { GatewayRefusal } from '../decap/protocol.ts'
import { gatewayWords as words } from '../decap/words.ts'
import { refusal } from './refusals.ts'

/** The id of a notice that is made from the result of an assessment: it says of which. */
export const noticeOfResult = (assessment: number, unit: string, kind: string): string =>
  `${noticesOfResult(assessment)}${unit}-${kind}`

/** How the ids of all notices from one assessment begin. */
export const noticesOfResult = (assessment: number): string => `assessed-${assessment}-`

/** Why a notice from a result is not published: the assessment that it speaks of does not stand any more. */
export async function findFallenResult(db: Db, path: string): Promise<GatewayRefusal | undefined> {
  const [, id] = /^content\/notices\/(?:.*\/)?assessed-([1-9]\d{0,8})-[^/]*$/.exec(path) ?? []
  if (id === undefined) return undefined
  const standing = await db
    .selectFrom('assessment')
    .select('id')
    .where('id', '=', Number(id))
    .where('state', 'in', ['result', 'published'])
    .executeTakeFirst()
  return standing ? undefined : refusal('gate', words.resultFallen, { path })
}
