import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import * as z from 'zod'
import { holdsAny } from '#people/roles.ts'
import { gatewayWords as words } from './words.ts'
import { editorRoles } from './config.ts'
import { type Draft, isAuthor } from '../drafts/drafts.ts'
import type { Content } from '../edition/content.ts'
import { collectionNamed, damageOf, entryAt } from '../edition/content-file.ts'
import type { Fault } from '../edition/entry-file.ts'
import { readAside } from './aside.ts'
import { fieldInWords } from './field-words.ts'
import type { GatewayVisit } from './gateway-visit.ts'
import { readEntries, readFiles, readMediaFile, readMediaFolder } from './reads.ts'
import { deleteDraft, takeDown, uploadMedia } from './removals.ts'
import { saveEntry } from './saves.ts'
import type { Draft as DraftAnswer, DraftStatus, GatewayAction, GatewayActions, GatewayRefusal } from './protocol.ts'
import { isRefusal, refusal } from '../drafts/refusals.ts'
import { endNote } from '../drafts/notes.ts'
import { tellOfMove } from '../drafts/telling.ts'
import { addStep, findObstacle, maySee, moveDraft } from '../drafts/review.ts'

const path = z.string().max(300)
const slug = z.string().max(200)
const collection = z.string().max(60)
const named = z.object({ collection, slug })
const asset = z.union([
  z.object({ path, content: z.string(), encoding: z.literal('base64') }),
  z.object({ path, keep: z.literal(true) }),
])

/** The shape of every action's parameters; keys that are not named are dropped. */
const shapes = {
  info: z.object({}),
  entriesByFolder: z.object({
    folder: path,
    extension: z.string().max(10),
    depth: z.number(),
    page: z.int().min(0).max(100_000).optional(),
  }),
  entriesByFiles: z.object({ files: z.array(z.object({ path, label: z.string().max(200).optional() })).max(50) }),
  getEntry: z.object({ path }),
  unpublishedEntries: z.object({}),
  unpublishedEntry: named,
  unpublishedEntryDataFile: named.extend({ path, id: z.string().max(64) }),
  persistEntry: z.object({
    dataFiles: z.array(z.object({ slug, path, raw: z.string() })).length(1),
    assets: z.array(asset).max(60),
    options: z.object({ collectionName: collection, newEntry: z.boolean() }),
    base: z.record(z.string(), z.string().max(64).nullable()),
  }),
  updateUnpublishedEntryStatus: named.extend({ newStatus: z.enum(['draft', 'pending_review', 'pending_publish']) }),
  publishUnpublishedEntry: named,
  deleteUnpublishedEntry: named,
  deleteFiles: z.object({ paths: z.array(path).min(1).max(100) }),
  getMedia: z.object({ mediaFolder: path }),
  getMediaFile: z.object({ path }),
  persistMedia: z.object({ asset }),
  entryAside: named,
  endNote: named.extend({ id: z.int().positive() }),
} satisfies { [Action in GatewayAction]: z.ZodType<GatewayActions[Action]['params']> }

type Params<Action extends GatewayAction> = z.output<(typeof shapes)[Action]>

/** What each action does. Who may do it is decided here or in the function it calls, never by the client. */
const actions: {
  [Action in GatewayAction]: (
    visit: GatewayVisit,
    params: Params<Action>,
  ) => Promise<GatewayActions[Action]['answer'] | GatewayRefusal>
} = {
  info: async () => ({ repo: 'content', publish_modes: ['editorial_workflow'], type: 'portal' }),
  entriesByFolder: ({ content }, params) => readEntries(content, params),
  entriesByFiles: async ({ content }, { files }) =>
    (await readFiles(content, files)).filter(file => file !== undefined),
  getEntry: async ({ content }, { path }) => {
    const [found] = await readFiles(content, [{ path }])
    const damage = found && damageOf(path, found.data)
    if (damage) return refusal('invalid', words.damaged(inOneLine(damage)), { path })
    return found ?? refusal('not-found', words.fileNotFound, { path })
  },
  unpublishedEntries: async ({ content, person }) => {
    const drafts = (await content.drafts.list()).filter(draft => maySee(person, draft))
    return drafts.map(draft => ({ ...answerOf(content, draft), data: draft.text }))
  },
  unpublishedEntry: (visit, params) => withDraft(visit, params, async draft => answerOf(visit.content, draft)),
  unpublishedEntryDataFile: (visit, params) =>
    withDraft(visit, params, async draft => {
      const damage = damageOf(draft.path, draft.text)
      if (damage) return refusal('invalid', words.damagedInDraft(inOneLine(damage)), { path: draft.path })
      return { data: draft.text, id: draft.files.find(file => file.path === draft.path)?.oid ?? '' }
    }),
  persistEntry: saveEntry,
  updateUnpublishedEntryStatus: (visit, params) =>
    withDraft(visit, params, draft => changeStatus(visit, draft, params.newStatus)),
  publishUnpublishedEntry: (visit, params) =>
    withDraft(visit, params, async draft => {
      const moved = await moveDraft(visit.db, visit.content, visit, draft, 'publication')
      return 'published' in moved
        ? { commit: moved.published }
        : isRefusal(moved)
          ? moved
          : refusal('unavailable', words.unavailable)
    }),
  deleteUnpublishedEntry: (visit, params) => withDraft(visit, params, draft => deleteDraft(visit, draft)),
  deleteFiles: takeDown,
  getMedia: ({ content }, { mediaFolder }) => readMediaFolder(content, mediaFolder),
  getMediaFile: async ({ content }, { path }) =>
    (await readMediaFile(content, path)) ?? refusal('not-found', words.fileNotFound, { path }),
  persistMedia: uploadMedia,
  entryAside: readAside,
  endNote: (visit, params) =>
    withDraft(visit, params, () => endNote(visit.db, visit.content, visit.person, params, visit.now)),
}

const request = z.object({
  branch: z.literal('main'),
  action: z.enum(Object.keys(actions) as [GatewayAction, ...GatewayAction[]]),
  params: z.looseObject({}),
})

/** Does what Decap's client asks, for an editor who is signed in; refuses in Chinese and leaves everything as it was. */
export async function answerGateway(visit: GatewayVisit, body: unknown): Promise<object> {
  if (!holdsAny(visit.person, editorRoles)) return refusal('forbidden', words.notForRole('通讯员、审核员和签发人'))
  const asked = request.safeParse(body)
  if (!asked.success) return refusal('bad-request', words.badRequest)
  const { action } = asked.data
  const params = shapes[action].safeParse(asked.data.params)
  if (!params.success) return refusal('bad-request', words.badRequest)
  return (actions[action] as (visit: GatewayVisit, params: unknown) => Promise<object>)(visit, params.data)
}

/** The draft that was asked for, if there is one and this person may see it. */
async function withDraft<Answer>(
  { content, person }: GatewayVisit,
  { collection, slug }: { collection: string; slug: string },
  act: (draft: Draft) => Promise<Answer | GatewayRefusal>,
): Promise<Answer | GatewayRefusal> {
  const draft =
    isBranchName(collection) && isBranchName(slug.slice(slug.lastIndexOf('/') + 1))
      ? await content.drafts.find(collection, slug)
      : undefined
  if (!draft) return refusal('not-found', words.notFound)
  return maySee(person, draft) ? act(draft) : refusal('forbidden', words.othersDraft)
}

const inOneLine = ({ path, field, message }: Fault): string =>
  field ? `${fieldInWords(collectionNamed(entryAt(path)?.collection ?? ''), field)}${message}` : message

const isBranchName = (name: string): boolean => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)

function answerOf(content: Content, { collection, slug, status, files, updatedAt, lastAuthor }: Draft): DraftAnswer {
  const { entries, media } = content.everything().published
  const isOnMain = (path: string) =>
    entries.has(path) || media.has(path.slice('content'.length)) || collection === 'settings'
  return {
    id: `${collection}/${slug}`,
    collection,
    slug,
    status,
    diffs: files.flatMap(({ path, oid }) => (oid ? [{ id: oid, path, newFile: !isOnMain(path) }] : [])),
    updatedAt: updatedAt.toISOString(),
    pullRequestAuthor: lastAuthor.name,
  }
}

/** Decap's columns, moved by its buttons or by dragging a card: only what says nothing that has to be said at /admin/reviews. */
async function changeStatus(
  visit: GatewayVisit,
  draft: Draft,
  newStatus: DraftStatus,
): Promise<{ status: DraftStatus } | GatewayRefusal> {
  const { db, content, person, now } = visit
  if (newStatus === draft.status) return { status: newStatus }
  if (newStatus === 'draft' && isAuthor(draft, person)) {
    const taken = await addStep(db, content, draft, person, 'take-back', now)
    if (isRefusal(taken)) return taken
    await inTransaction(db, async trx => {
      await recordEvent(trx, {
        actor: { kind: 'person', id: person.id },
        action: 'draft.taken-back',
        object: { kind: 'entry', id: draft.path },
        detail: { head: draft.head.slice(0, 12), commit: taken.commit.slice(0, 12) },
        at: now,
      })
      await tellOfMove(trx, draft, 'take-back', person, now)
    })
    return { status: newStatus }
  }
  if (newStatus === 'pending_review' && draft.status === 'pending_publish')
    return refusal('step-missing', words.reviewsInOrder)
  if (newStatus === 'pending_publish' && findObstacle(draft, person, 'second-review')?.reason === 'step-missing')
    return refusal('step-missing', words.reviewsInOrder)
  const move = newStatus === 'draft' ? 'return' : newStatus === 'pending_review' ? 'submission' : 'second-review'
  const moved = await moveDraft(db, content, visit, draft, move, words.returnedInEditor)
  return isRefusal(moved) ? moved : { status: newStatus }
}
