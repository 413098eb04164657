import { dayOf } from '#calendar/lishui.ts'
import { aDay, earlier } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { endReminders, enqueueMessages, type NewMessage } from '#messages/outbox.ts'
import { listHolders } from '#people/in-use.ts'
import type { ReviewMove } from '../decap/protocol.ts'
import { moveWords } from '../decap/words.ts'
import type { Content } from '../edition/content.ts'
import { collectionNamed } from '../edition/content-file.ts'
import type { Draft } from './drafts.ts'
import { markOf } from './marks.ts'

/**
 * Tells who has to do the next step of a draft, or whose draft came back or was published; nobody twice of the same state.
 * What was told of it at desks before is done with.
 * @param draft as it stands after the move; for a publication, as it stood before
 * @param isRemoval it takes a published entry down
 */
export async function tellOfMove(
  trx: Trx,
  draft: Draft,
  move: ReviewMove | 'take-back',
  person: { id: number },
  now: Date,
  isRemoval = false,
): Promise<void> {
  await endReminders(trx, { kind: 'draft', id: draft.path }, now)
  if (move === 'take-back') return
  const isAuthors = move === 'return' || move === 'publication'
  const people = isAuthors ? authorsOf(draft) : await whoseTurn(trx, draft)
  const others = people.filter(id => id !== person.id)
  // Titles and ids can be the names of people: a message says the column alone.
  const facts = { what: collectionNamed(draft.collection)?.one ?? '', mark: markOf(draft.path) }
  const message: Pick<NewMessage, 'template' | 'facts'> = !isAuthors
    ? { template: 'draft-waits', facts: { ...facts, step: moveWords[nextStep(draft)] } }
    : { template: move === 'return' ? 'draft-returned' : isRemoval ? 'draft-removed' : 'draft-published', facts }
  const told = await notToldYet(trx, others, draft, now)
  await enqueueMessages(
    trx,
    told.map(personId => ({ ...message, to: { personId }, about: { kind: 'draft', id: draft.path } })),
    now,
  )
}

const authorsOf = ({ authors }: Draft): number[] => authors.flatMap(({ id, pushed }) => (id && !pushed ? [id] : []))

/** The step that a draft in review waits for. */
const nextStep = ({ status, reviews }: Draft) =>
  status === 'pending_publish' ? 'publication' : reviews.length === 0 ? 'first-review' : 'second-review'

/** Who may do it: whoever holds its role and neither wrote nor reviewed this text. */
async function whoseTurn(db: Db | Trx, draft: Draft): Promise<number[]> {
  const role = nextStep(draft) === 'publication' ? 'publisher' : 'reviewer'
  const people = await listHolders(db, role)
  const out = new Set([...draft.authors, ...draft.reviews.map(({ by }) => by)].map(({ id }) => id))
  return people.map(({ id }) => id).filter(id => !out.has(id))
}

async function notToldYet(trx: Trx, people: number[], { path, head }: Draft, at: Date): Promise<number[]> {
  if (people.length === 0) return []
  const rows = await trx
    .insertInto('told_of_draft')
    .values(people.map(person_id => ({ person_id, path, head, at })))
    .onConflict(conflict => conflict.columns(['person_id', 'path', 'head']).doNothing())
    .returning('person_id')
    .execute()
  return rows.map(({ person_id }) => person_id)
}

const keptForMs = 90 * aDay

/** Reminds everybody, once a day, of all that has waited for them for a day or longer. Returns how many people. */
export async function remindOfDrafts(db: Db, content: Content, now: Date): Promise<number> {
  const waiting = new Map<number, { count: number; since: Date; path: string }>()
  for (const draft of await content.drafts.list()) {
    const { status, returned, updatedAt } = draft
    if (now.getTime() - updatedAt.getTime() < aDay) continue
    const people = status !== 'draft' ? await whoseTurn(db, draft) : returned ? authorsOf(draft) : []
    for (const id of people) {
      const { count, since } = waiting.get(id) ?? { count: 0, since: updatedAt }
      waiting.set(id, { count: count + 1, since: since < updatedAt ? since : updatedAt, path: draft.path })
    }
  }
  const today = dayOf(now)
  return inTransaction(db, async trx => {
    const longAgo = earlier(now, keptForMs)
    await trx.deleteFrom('told_of_draft').where('at', '<', longAgo).execute()
    await trx.deleteFrom('reminded_of_drafts').where('on_day', '<', dayOf(longAgo)).execute()
    if (waiting.size === 0) return 0
    const rows = await trx
      .insertInto('reminded_of_drafts')
      .values([...waiting.keys()].map(person_id => ({ person_id, on_day: today })))
      .onConflict(conflict => conflict.columns(['person_id', 'on_day']).doNothing())
      .returning('person_id')
      .execute()
    const messages = rows.map(({ person_id }): NewMessage => {
      const { count, since, path } = waiting.get(person_id)!
      const days = Math.floor((now.getTime() - since.getTime()) / aDay)
      return {
        to: { personId: person_id },
        template: 'drafts-wait',
        facts: { count, days, ...(count === 1 && { mark: markOf(path) }) },
      }
    })
    await enqueueMessages(trx, messages, now)
    return messages.length
  })
}
