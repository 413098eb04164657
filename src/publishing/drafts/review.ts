import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { DraftStep } from '#db/schema-publishing.ts'
import { saysSomething } from '#forms/typed/characters.ts'
import { recordEvent } from '#people/events.ts'
import type { SignedInPerson } from '#people/session.ts'
import { findOpenFinding } from '../checks/confirmations.ts'
import { gatewayWords as words, moveWords } from '../decap/words.ts'
import type { Content } from '../edition/content.ts'
import { typeNamed } from '../types/index.ts'
import { type Draft, dataOf, isAuthor, stepMessage } from './drafts.ts'
import { signedBy } from './signatures.ts'
import type { GatewayRefusal, ReviewMove, ReviewState } from '../decap/protocol.ts'
import { authorOf, type Mover, signatoryOf } from './mover.ts'
import { endNotesOfPublished } from './notes.ts'
import { findUnopened } from './opened.ts'
import { findForeignKind, findPictureOfOthers, publishDraft } from './publication.ts'
import { isRefusal, notWritten, refusal } from './refusals.ts'
import { tellOfMove } from './telling.ts'
import { findUnfinished, listUnfinished } from './unfinished.ts'

const holds = (person: SignedInPerson, role: 'contributor' | 'reviewer' | 'publisher'): boolean =>
  person.roles.includes(role)

/** Contributors see their own drafts, reviewers and publishers all. */
export const maySee = (person: SignedInPerson, draft: Draft): boolean =>
  holds(person, 'reviewer') || holds(person, 'publisher') || isAuthor(draft, person)

/** Where the reviews of a draft are. */
export const reviewPage = ({ collection, slug }: Pick<ReviewState, 'collection' | 'slug'>): string =>
  `/admin/reviews/${collection}/${slug.slice(slug.lastIndexOf('/') + 1)}`

/** Drafts that this person may see, newest first, with what they may do to each. */
export async function listReviews(content: Content, person: SignedInPerson): Promise<ReviewState[]> {
  return (await content.drafts.list())
    .filter(draft => maySee(person, draft))
    .map(draft => stateOf(content, draft, person))
}

/** One of them; `slug` whole, or the id alone. */
export async function findReview(
  content: Content,
  person: SignedInPerson,
  collection: string,
  slug: string,
): Promise<ReviewState | undefined> {
  const draft = await content.drafts.find(collection, slug)
  return draft && maySee(person, draft) ? stateOf(content, draft, person) : undefined
}

function stateOf(content: Content, draft: Draft, person: SignedInPerson): ReviewState {
  const { collection, slug, path, title, status, head, authors, lastAuthor, updatedAt, reviews, returned, foreign } =
    draft
  const unfinished = listUnfinished(content, draft)
  const moves = (Object.keys(moveWords) as ReviewMove[]).filter(
    move => !findObstacle(draft, person, move) && (move === 'return' || unfinished.length === 0),
  )
  const next = nextMove(draft)
  const obstacle = findObstacle(draft, person, next)
  return {
    collection,
    slug,
    path,
    title,
    status,
    head,
    updatedAt,
    moves,
    isOwn: isAuthor(draft, person),
    unfinished,
    isModification: content.everything().published.entries.has(path) || collection === 'settings',
    authors: [
      ...new Set([...authors.map(({ name }) => name).filter(name => name !== lastAuthor.name), lastAuthor.name]),
    ],
    pushedBy: [...new Set(authors.filter(({ pushed }) => pushed).map(({ name }) => name))],
    foreign,
    ...removalOf(content, draft),
    reviews: reviews.map(({ move, by, at }) => ({ move, by: by.name, at })),
    ...(returned && { returned }),
    waitsFor:
      unfinished.length > 0
        ? words.waitsForRest
        : obstacle
          ? words.waitsButNotYou(words.waits[next], obstacle.error)
          : words.waits[next],
  }
}

/** What readers lose when it is published, and why. */
function removalOf(content: Content, draft: Draft): Pick<ReviewState, 'removal'> {
  if (draft.removal) return { removal: { ...draft.removal, leavesNote: false } }
  const type = typeNamed(draft.collection)
  const note = type?.withdrawn?.(dataOf(draft)?.data ?? {}) as { withdrawal?: { reason: string } } | undefined
  const before = content.everything().published.entries.get(draft.path)
  return note && before && !type?.withdrawn?.(before.data)
    ? { removal: { reason: note.withdrawal?.reason ?? '', leavesNote: true } }
    : {}
}

function nextMove({ status, reviews }: Draft): Exclude<ReviewMove, 'return'> {
  if (status === 'draft') return 'submission'
  if (status === 'pending_publish') return 'publication'
  return reviews.length === 0 ? 'first-review' : 'second-review'
}

const inOrder: ReviewMove[] = ['submission', 'first-review', 'second-review', 'publication']

/**
 * What stands against a move by this person, undefined when nothing does. Three people beside those who wrote: nobody
 * reviews or publishes a draft that they wrote any of, or reviews twice. A draft that changes more than its entry is not
 * moved on.
 */
export function findObstacle(draft: Draft, person: SignedInPerson, move: ReviewMove): GatewayRefusal | undefined {
  const { status, authors, reviews, foreign } = draft
  if (move === 'return') {
    if (!holds(person, 'reviewer') && !holds(person, 'publisher'))
      return refusal('forbidden', words.notForRole('审核员和签发人'))
    return status === 'draft' ? refusal('step-missing', words.stepMissing.submission) : undefined
  }
  const role = move === 'publication' ? 'publisher' : 'reviewer'
  if (move === 'submission') {
    // What came by `git push` alone has no author who could sign in.
    const isOrphan = authors.every(({ pushed }) => pushed) && (holds(person, 'reviewer') || holds(person, 'publisher'))
    if (!isAuthor(draft, person) && !isOrphan) return refusal('forbidden', words.notForRole('撰稿人'))
    if (status !== 'draft') return refusal('step-missing', words.inReview)
    if (draft.removal && !saysSomething(draft.removal.reason)) return refusal('gate', words.removalWithoutReason)
  } else if (!holds(person, role))
    return refusal('forbidden', words.notForRole(role === 'publisher' ? '签发人' : '审核员'))
  const next = nextMove(draft)
  if (next !== move) {
    const isPast = inOrder.indexOf(move) < inOrder.indexOf(next)
    return refusal(
      'step-missing',
      isPast ? words.alreadyDone(moveWords[move]) : words.stepMissing[next as keyof typeof words.stepMissing],
    )
  }
  if (move !== 'submission') {
    const written = authors.find(({ id }) => id === person.id)
    if (isAuthor(draft, person)) return refusal('same-person', words.sameAuthor(moveWords[move]))
    if (written) return refusal('same-person', words.namedByPush(moveWords[move]))
    if (reviews.some(review => review.by.id === person.id))
      return refusal('same-person', words.sameReviewer(moveWords[move]))
  }
  return foreign.length > 0 ? refusal('gate', words.foreignFiles(foreign), { path: foreign[0]! }) : undefined
}

/**
 * Moves a draft one step, as a commit on its branch (or, for the publication, as a merge into main) and as an event.
 * `head` is the commit that the person has seen. Refuses as `findObstacle` says, every step onward of what is not whole, a review or publication of what this
 * person has not opened, a return without a reason, and a publication that a gate of its type, a missing reference or a newer publication stands against.
 */
export async function moveDraft(
  db: Db,
  content: Content,
  mover: Mover,
  { collection, slug, head }: { collection: string; slug: string; head: string },
  move: ReviewMove,
  reason = '',
): Promise<ReviewState | { published: string } | GatewayRefusal> {
  const { person } = mover
  const draft = await content.drafts.find(collection, slug)
  if (!draft || !maySee(person, draft)) return refusal('not-found', words.notFound)
  if (draft.head !== head)
    return refusal('stale', words.moved, {
      path: draft.path,
      by: draft.lastAuthor.name,
      at: draft.updatedAt.toISOString(),
    })
  const isRemoval = removalOf(content, draft).removal !== undefined
  const moved = await attempt()
  const detail = {
    type: collection,
    head: head.slice(0, 12),
    ...(isRefusal(moved) ? { reason: moved.reason } : { commit: moved.commit.slice(0, 12) }),
  }
  const after = isRefusal(moved) || move === 'publication' ? draft : await content.drafts.find(collection, slug)
  await inTransaction(db, async trx => {
    await recordEvent(trx, {
      actor: { kind: 'person', id: person.id },
      action: `draft.${moveEvents[move]}`,
      object: { kind: 'entry', id: draft.path },
      result: isRefusal(moved) ? 'refused' : 'done',
      detail,
      at: mover.now,
    })
    if (!isRefusal(moved) && after) await tellOfMove(trx, after, move, person, mover.now, isRemoval)
  })
  if (isRefusal(moved)) return moved
  if (move === 'publication') {
    await endNotesOfPublished(db, person, draft.path, mover.now)
    return { published: moved.commit }
  }
  return after ? stateOf(content, after, person) : refusal('not-found', words.notFound)

  async function attempt(): Promise<{ commit: string } | GatewayRefusal> {
    const obstacle =
      findObstacle(draft!, person, move) ??
      (move === 'return' ? undefined : findUnfinished(content, draft!)) ??
      (await findUnopened(db, draft!, person, move)) ??
      (await findOpenFinding(db, content, draft!, move, mover.now)) ??
      (move === 'submission'
        ? (findPictureOfOthers(content, draft!) ?? (await findForeignKind(content, draft!)))
        : undefined)
    if (obstacle) return obstacle
    if (move === 'return' && !saysSomething(reason)) return refusal('invalid', words.reasonMissing, { field: 'reason' })
    return move === 'publication'
      ? publishDraft(db, content, draft!, mover)
      : addStep(db, content, draft!, person, move, mover.now, reason)
  }
}

const moveEvents = {
  submission: 'submitted',
  'first-review': 'first-reviewed',
  'second-review': 'second-reviewed',
  publication: 'published',
  return: 'returned',
} as const satisfies Record<ReviewMove, string>

/** Writes a step that changes no text on the branch of a draft; refused when somebody was quicker. */
export async function addStep(
  db: Db,
  content: Content,
  draft: Draft,
  person: SignedInPerson,
  step: DraftStep,
  now: Date,
  reason = '',
): Promise<{ commit: string } | GatewayRefusal> {
  const line =
    step === 'take-back'
      ? words.messages.takeBack(draft.title)
      : words.messages.move(moveWords[step as ReviewMove], draft.title)
  const message = stepMessage(line, step, draft.path, signatoryOf(person), reason)
  const done = await content.repository.commitFiles(draft.branch, draft.head, [], {
    author: authorOf(person),
    message,
    evenIfSame: true,
    at: now,
    sign: signedBy(db, person, step, now),
  })
  return 'refused' in done ? notWritten(done, draft.path) : done
}
