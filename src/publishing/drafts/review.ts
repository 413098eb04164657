import type { Db } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import type { SignedInPerson } from '#people/session.ts'
import { gatewayWords as words, moveWords } from '../decap/words.ts'
import type { Content } from '../edition/content.ts'
import { type Draft, type DraftStep, dataOf, type Signatory, stepMessage } from './drafts.ts'
import type { GatewayRefusal, ReviewMove, ReviewState } from '../decap/protocol.ts'
import { fieldInWords } from '../decap/field-words.ts'
import { isOvertaken, isRefusal, notWritten, refusal } from './refusals.ts'
import { codesIn, entriesIn, findUnknownCode, mediaIn } from '../edition/references.ts'
import { type Author, mainBranch } from '../git/repository.ts'
import { type TypeName, typeNamed } from '../types/index.ts'
import type { SuggestionFacts } from '../types/type.ts'

/** Who moves a draft, and what the move needs to know beside the content. */
export interface Mover {
  person: SignedInPerson
  now: Date
  /** Whether a suggestion's number exists, and whether its work is overdue or supervised: the exposure board asks. */
  suggestionFacts: SuggestionFacts
}

/** Who stands on a person's commits. */
export const authorOf = ({ name, login }: SignedInPerson): Author => ({ name, email: `${login}@localhost` })
export const signatoryOf = ({ id, name }: SignedInPerson): Signatory => ({ id, name })

const holds = (person: SignedInPerson, role: 'contributor' | 'reviewer' | 'publisher'): boolean =>
  person.roles.includes(role)

/** Contributors see their own drafts, reviewers and publishers all. */
export const maySee = (person: SignedInPerson, { authors }: Draft): boolean =>
  holds(person, 'reviewer') || holds(person, 'publisher') || authors.some(author => author.id === person.id)

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
  const { collection, slug, path, title, status, head, authors, lastAuthor, updatedAt, reviews, returned } = draft
  const moves = (Object.keys(moveWords) as ReviewMove[]).filter(move => !findObstacle(draft, person, move))
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
    isModification: content.everything().published.entries.has(path) || collection === 'settings',
    authors: [...authors.filter(author => author !== lastAuthor && author.id !== lastAuthor.id), lastAuthor].map(
      author => author.name,
    ),
    reviews: reviews.map(({ move, by, at }) => ({ move, by: by.name, at })),
    ...(returned && { returned }),
    waitsFor: obstacle ? words.waitsButNotYou(words.waits[next], obstacle.error) : words.waits[next],
  }
}

function nextMove({ status, reviews }: Draft): Exclude<ReviewMove, 'return'> {
  if (status === 'draft') return 'submission'
  if (status === 'pending_publish') return 'publication'
  return reviews.length === 0 ? 'first-review' : 'second-review'
}

const inOrder: ReviewMove[] = ['submission', 'first-review', 'second-review', 'publication']

/**
 * What stands against a move by this person, undefined when nothing does. Three people beside the writers'
 * own hands: nobody reviews what they wrote or reviews twice, the last author gives no later review, and
 * nobody publishes what they alone wrote.
 */
export function findObstacle(draft: Draft, person: SignedInPerson, move: ReviewMove): GatewayRefusal | undefined {
  const { status, authors, lastAuthor, reviews } = draft
  const isAuthor = authors.some(author => author.id === person.id)
  if (move === 'return') {
    if (!holds(person, 'reviewer') && !holds(person, 'publisher'))
      return refusal('forbidden', words.notForRole('审核员和签发人'))
    return status === 'draft' ? refusal('step-missing', words.stepMissing.submission) : undefined
  }
  if (move === 'submission') {
    // What came by `git push` has no author who could sign in.
    const isOrphan =
      authors.every(author => author.id === undefined) && (holds(person, 'reviewer') || holds(person, 'publisher'))
    if (!isAuthor && !isOrphan) return refusal('forbidden', words.notForRole('撰稿人'))
    return status === 'draft' ? undefined : refusal('step-missing', words.inReview)
  }
  const role = move === 'publication' ? 'publisher' : 'reviewer'
  if (!holds(person, role)) return refusal('forbidden', words.notForRole(role === 'publisher' ? '签发人' : '审核员'))
  const next = nextMove(draft)
  if (next !== move) {
    const isPast = inOrder.indexOf(move) < inOrder.indexOf(next)
    return refusal(
      'step-missing',
      isPast ? words.alreadyDone(moveWords[move]) : words.stepMissing[next as keyof typeof words.stepMissing],
    )
  }
  if (move === 'first-review' && isAuthor) return refusal('same-person', words.sameAuthor(moveWords[move]))
  if (move === 'publication' && isAuthor && authors.length === 1) return refusal('same-person', words.wroteAlone)
  if (lastAuthor.id === person.id) return refusal('same-person', words.lastAuthor(moveWords[move]))
  if (reviews.some(review => review.by.id === person.id))
    return refusal('same-person', words.sameReviewer(moveWords[move]))
  return undefined
}

/**
 * Moves a draft one step, as a commit on its branch (or, for the publication, as a merge into main) and as an event.
 * `head` is the commit that the person has seen. Refuses as `findObstacle` says, a return without a reason, and a
 * publication that a gate of its type, a missing reference or a newer publication stands against.
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
  const moved = await attempt()
  const detail = {
    type: collection,
    head: head.slice(0, 12),
    ...(isRefusal(moved) ? { reason: moved.reason } : { commit: moved.commit.slice(0, 12) }),
  }
  await recordEvent(db, {
    actor: { kind: 'person', id: person.id },
    action: `draft.${moveEvents[move]}`,
    object: { kind: 'entry', id: draft.path },
    result: isRefusal(moved) ? 'refused' : 'done',
    detail,
    at: mover.now,
  })
  if (isRefusal(moved)) return moved
  if (move === 'publication') return { published: moved.commit }
  const after = await content.drafts.find(collection, slug)
  return after ? stateOf(content, after, person) : refusal('not-found', words.notFound)

  async function attempt(): Promise<{ commit: string } | GatewayRefusal> {
    const obstacle = findObstacle(draft!, person, move)
    if (obstacle) return obstacle
    if (move === 'return' && reason.trim() === '') return refusal('invalid', words.reasonMissing, { field: 'reason' })
    return move === 'publication'
      ? publish(content, draft!, mover)
      : addStep(content, draft!, person, move, mover.now, reason)
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
  })
  return 'refused' in done ? notWritten(done, draft.path) : done
}

async function publish(
  content: Content,
  draft: Draft,
  { person, now, suggestionFacts }: Mover,
): Promise<{ commit: string } | GatewayRefusal> {
  const { repository } = content
  const fault =
    findMissingReference(content, draft) ?? (await findGateFault(content, draft, person, now, suggestionFacts))
  if (fault) return fault
  const began = await repository.file(draft.began, draft.path)
  const message = stepMessage(
    words.messages.move(moveWords.publication, draft.title),
    'publication',
    draft.path,
    signatoryOf(person),
  )
  // What was reviewed is what is published: not a text that a merge has put together from two.
  const was = [{ path: draft.path, oid: began?.oid ?? null }]
  const done = await repository.mergeBranch(draft.branch, mainBranch, {
    author: authorOf(person),
    message,
    expectedHead: draft.head,
    was,
    at: now,
  })
  if ('refused' in done)
    return done.refused === 'moved' || !isOvertaken(done) ? notWritten(done, draft.path) : conflict(content, draft)
  // A branch that is left behind by a kill counts as no draft any more.
  await Promise.all([content.refresh(), repository.deleteBranch(draft.branch, draft.head)])
  return done
}

async function conflict(content: Content, draft: Draft): Promise<GatewayRefusal> {
  const main = (await content.repository.head(mainBranch)) ?? ''
  const last = await content.repository.lastChange(draft.path, main)
  const [by, at] = [last?.by ?? '', last?.at ?? new Date()]
  return refusal('conflict', words.conflict(by, at), { path: draft.path, by, at: at.toISOString() })
}

/** Pictures, entries and codes of the settings that the draft names and that would not be there. */
function findMissingReference(content: Content, draft: Draft): GatewayRefusal | undefined {
  const { published, lists } = content.everything()
  const type = typeNamed(draft.collection)
  const parsed = dataOf(draft)
  if (!parsed) return refusal('invalid', words.badRequest, { path: draft.path })
  if (!type) return undefined
  const ours = new Set(draft.files.filter(({ oid }) => oid).map(({ path }) => path.slice('content'.length)))
  for (const { field, src } of mediaIn(parsed.data, parsed.body)) {
    if (!ours.has(src) && !published.media.has(src))
      return refusal('invalid', words.referenceMissing(fieldInWords(type, field), src), { field, path: draft.path })
  }
  for (const { field, type: named, id } of entriesIn(type.name, parsed.data)) {
    const isThere = lists[named as TypeName]?.some(place => place.file.id === id)
    if (!isThere)
      return refusal('invalid', words.referenceMissing(fieldInWords(type, field), `编号为 ${id} 的条目`), {
        field,
        path: draft.path,
      })
  }
  const unknown = findUnknownCode(codesIn(type.name, parsed.data), published.settings)
  return (
    unknown &&
    refusal('invalid', `${fieldInWords(type, unknown.field)}：${unknown.message}`, {
      field: unknown.field,
      path: draft.path,
    })
  )
}

async function findGateFault(
  content: Content,
  draft: Draft,
  person: SignedInPerson,
  now: Date,
  suggestionFacts: SuggestionFacts,
): Promise<GatewayRefusal | undefined> {
  const type = typeNamed(draft.collection)
  const parsed = dataOf(draft)
  if (!type?.gate || !parsed) return undefined
  const { published } = content.everything()
  const before = published.entries.get(draft.path)
  const fault = await type.gate({
    entry: parsed.data,
    body: parsed.body,
    before: before && { entry: before.data, body: before.body },
    hasNewPictures: draft.files.some(({ path, oid }) => oid && path.startsWith('content/media/')),
    signed: [...draft.reviews.map(review => review.by.name), person.name],
    settings: published.settings,
    now,
    suggestionFacts,
  })
  return fault && refusal('gate', fault.error, { ...(fault.field && { field: fault.field }), path: draft.path })
}
