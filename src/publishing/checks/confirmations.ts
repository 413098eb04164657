import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { SignedInPerson } from '#people/session.ts'
import type { GatewayRefusal, ReviewMove } from '../decap/protocol.ts'
import { gatewayWords } from '../decap/words.ts'
import { fieldInWords } from '../decap/field-words.ts'
import { type Draft, dataOf } from '../drafts/drafts.ts'
import { refusal } from '../drafts/refusals.ts'
import type { Content } from '../edition/content.ts'
import { collectionNamed } from '../edition/content-file.ts'
import { filesIn } from '../edition/references.ts'
import type { WordingEntry } from '../types/wording.ts'
import { type Finding, findingsIn } from './findings.ts'
import { type ConfirmationReason, findingWords as words } from './words.ts'

/** A finding of a draft, and who has confirmed that it may stand. */
export interface JudgedFinding extends Finding {
  /** Its field in the words of the form. */
  where: string
  confirmed?: { by: string; reason: ConfirmationReason; at: Date }
}

type Judged = Pick<Draft, 'collection' | 'path' | 'text' | 'removal'>

/** What is found in a draft, with the confirmations given to exactly these words at this place. */
async function judgeDraft(db: Db, content: Content, draft: Judged, now: Date): Promise<JudgedFinding[]> {
  const type = collectionNamed(draft.collection)
  const parsed = dataOf(draft)
  // What goes hurts nobody any more.
  if (!type || !parsed || draft.removal) return []
  const list = content.everything().lists.wording.map(({ file }) => file.data as WordingEntry)
  const files = await db
    .selectFrom('stored_file')
    .select(['address', 'name'])
    .where('address', 'in', [...filesIn(parsed.data, parsed.body), ''])
    .execute()
  const names = new Map(files.map(({ address, name }) => [address, name]))
  const findings = findingsIn(type, { path: draft.path, ...parsed }, list, now, names)
  const given = await db
    .selectFrom('confirmed_finding')
    .innerJoin('person', 'person.id', 'confirmed_finding.person_id')
    .select(['finding', 'reason', 'confirmed_finding.at as at', 'person.name as by'])
    .where('path', '=', draft.path)
    .execute()
  const byKey = new Map(given.map(({ finding, by, reason, at }) => [finding, { by, reason, at }]))
  return findings.map(finding => {
    const given = byKey.get(finding.key)
    const confirmed = given && finding.reasons.includes(given.reason) ? given : undefined
    const where = finding.field === '' ? '' : fieldInWords(type, finding.field)
    return { ...finding, where, ...(confirmed && { confirmed }) }
  })
}

/** What this person sees of the findings of a draft: all of them, and why they may not confirm any. */
export async function readFindings(
  db: Db,
  content: Content,
  person: SignedInPerson,
  { collection, slug }: { collection: string; slug: string },
  now: Date,
): Promise<{ findings: JudgedFinding[]; obstacle: GatewayRefusal | undefined }> {
  const draft = await content.drafts.find(collection, slug)
  return draft
    ? { findings: await judgeDraft(db, content, draft, now), obstacle: findConfirmingObstacle(draft, person) }
    : { findings: [], obstacle: undefined }
}

/** The findings that wait for a second person. */
export const openOf = (findings: readonly JudgedFinding[]): JudgedFinding[] =>
  findings.filter(({ weight, confirmed }) => weight === 'confirm' && !confirmed)

/** Why a draft may not move on: a forbidden expression where it is handed in, and where it is published what nobody has confirmed. */
export async function findOpenFinding(
  db: Db,
  content: Content,
  draft: Judged,
  move: ReviewMove,
  now: Date,
): Promise<GatewayRefusal | undefined> {
  if (move !== 'submission' && move !== 'publication') return undefined
  const judged = await judgeDraft(db, content, draft, now)
  const at = ({ field }: Finding) => ({ path: draft.path, ...(field && { field }) })
  const stopping = judged.filter(({ weight }) => weight === 'stops')
  if (stopping[0]) return refusal('gate', stopping.map(words.refused.stops).join(' '), at(stopping[0]))
  const open = openOf(judged)
  const [first] = open
  if (move === 'submission' || !first) return undefined
  return refusal('gate', words.refused.confirm(first.where, first.found, first.says, open.length - 1), at(first))
}

/** Whether this person may say that a finding of this draft may stand: a reviewer or publisher who wrote none of it. */
function findConfirmingObstacle(draft: Pick<Draft, 'authors'>, person: SignedInPerson): GatewayRefusal | undefined {
  if (!person.roles.includes('reviewer') && !person.roles.includes('publisher'))
    return refusal('forbidden', words.refused.notForRole)
  if (draft.authors.some(author => author.id === person.id)) return refusal('same-person', words.refused.ownText)
  return undefined
}

/**
 * Keeps that this person has looked at these findings of a draft and why each may stand, with one event for each.
 * Refuses who may not, a draft that has changed since, and what is no open finding or no reason for it.
 */
export async function confirmFindings(
  db: Db,
  content: Content,
  { collection, slug }: { collection: string; slug: string },
  { head, reasons }: { head: string; reasons: ReadonlyMap<string, ConfirmationReason> },
  person: SignedInPerson,
  now: Date,
): Promise<{ confirmed: number } | GatewayRefusal> {
  const draft = await content.drafts.find(collection, slug)
  if (!draft) return refusal('not-found', gatewayWords.notFound)
  const obstacle = findConfirmingObstacle(draft, person)
  if (obstacle) return obstacle
  if (draft.head !== head) return refusal('stale', words.refused.gone, { path: draft.path })
  const judged = await judgeDraft(db, content, draft, now)
  const chosen = judged.flatMap(({ confirmed, ...finding }) => {
    const reason = reasons.get(finding.key)
    return reason && !confirmed && finding.reasons.includes(reason) ? [{ ...finding, reason }] : []
  })
  if (chosen.length < reasons.size) return refusal('stale', words.refused.gone, { path: draft.path })
  await inTransaction(db, async trx => {
    for (const { key, kind, field, reason } of chosen) {
      await trx
        .insertInto('confirmed_finding')
        .values({ path: draft.path, finding: key, kind, field, reason, person_id: person.id, at: now })
        .execute()
      await recordEvent(trx, {
        actor: { kind: 'person', id: person.id },
        action: 'finding.confirmed',
        object: { kind: 'entry', id: draft.path },
        detail: { kind, field, reason, finding: key.slice(0, 12) },
        at: now,
      })
    }
  })
  return { confirmed: chosen.length }
}
