import type { Db } from '#db/schema.ts'
import type { Mover } from '../drafts/mover.ts'
import type { Content } from '../edition/content.ts'

/** What an action works on: the content, who asks, when, and what the gates ask of the register of suggestions. */
export interface GatewayVisit extends Mover {
  db: Db
  content: Content
}
