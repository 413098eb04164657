import { afterAll, onTestFinished } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Db } from '#db/schema.ts'
import type { Role } from '#people/roles.ts'
import type { SignedInPerson } from '#people/session.ts'
import { type Content, openContent } from '#publishing/edition/content.ts'
import { answerGateway } from '#publishing/decap/gateway.ts'
import type { GatewayAction, GatewayActions, GatewayRefusal, ReviewMove } from '#publishing/decap/protocol.ts'
import { noteOpened } from '#publishing/drafts/opened.ts'
import { findReview, moveDraft } from '#publishing/drafts/review.ts'
import type { SuggestionFacts } from '#publishing/types/type.ts'
import { type TestContent, testContent } from './content.ts'
import { openTestDatabase } from './database.ts'

/** What an action answered: its answer, or a refusal with `reason` and `error`. */
export type Answer<Action extends GatewayAction> = GatewayActions[Action]['answer'] & Partial<GatewayRefusal>

export interface Newsroom extends TestContent {
  db: Db
  /** What was recorded since the room was opened, in order. */
  events(): Promise<{ action: string; actor_id: number | null; result: string }[]>
  /** Someone with these roles, who has signed in. */
  person(name: string, ...roles: Role[]): Promise<SignedInPerson>
  ask<Action extends GatewayAction>(
    person: SignedInPerson,
    action: Action,
    params: GatewayActions[Action]['params'],
  ): Promise<Answer<Action>>
  /** Sends anything at all. */
  send(person: SignedInPerson, body: unknown): Promise<Record<string, unknown>>
  /** Saves the text of an entry, begun from what stands unless `base` says otherwise. */
  save(
    person: SignedInPerson,
    path: string,
    raw: string,
    more?: { base?: string | null; isNew?: boolean; assets?: GatewayActions['persistEntry']['params']['assets'] },
  ): Promise<Answer<'persistEntry'>>
  /** Opens the page of a draft, as one does before passing it. */
  open(person: SignedInPerson, path: string): Promise<void>
  /** Opens the draft and moves it. */
  move(person: SignedInPerson, path: string, move: ReviewMove, reason?: string): Promise<object>
  /** Hands in and gives both reviews. */
  review(path: string, author: SignedInPerson, ...reviewers: [SignedInPerson, SignedInPerson]): Promise<void>
}

// One database for the rooms of a file: a new one costs more than most tests, and nothing of one room is read in another.
let shared: Promise<Connection> | undefined
afterAll(async () => (await shared)?.close())

/** The content of a room as another process opens it, or this one after a restart; closed when the test ends. */
export async function reopened({ directory, db }: Pick<Newsroom, 'directory' | 'db'>): Promise<Content> {
  const again = await openContent({
    dataDir: '',
    contentRepository: directory,
    starterDirectory: '',
    db,
    log: () => {},
  })
  onTestFinished(() => again.close())
  return again
}

/** Content, database and editors of one test. */
export async function newsroom({
  suggestionFacts = async () => undefined,
  now = () => new Date(),
  repository,
}: { suggestionFacts?: SuggestionFacts; now?: () => Date; repository?: string } = {}): Promise<Newsroom> {
  shared ??= openTestDatabase()
  const { db } = await shared
  const opened = await testContent(repository, db)
  const { content } = opened
  const { last } = await db
    .selectFrom('event')
    .select(eb => eb.fn.max('id').as('last'))
    .executeTakeFirstOrThrow()
  const visit = (person: SignedInPerson) => ({ db, content, person, now: now(), suggestionFacts })
  const room: Newsroom = {
    ...opened,
    db,
    events: () =>
      db
        .selectFrom('event')
        .select(['action', 'actor_id', 'result'])
        .where('id', '>', last ?? 0)
        .orderBy('id')
        .execute(),
    async person(name, ...roles) {
      const login = `login-${crypto.randomUUID().slice(0, 8)}`
      const { id } = await db
        .insertInto('person')
        .values({ login, name, roles, password_hash: 'none' })
        .returning('id')
        .executeTakeFirstOrThrow()
      return { id, name, login, roles }
    },
    ask: (person, action, params) => answerGateway(visit(person), { branch: 'main', action, params }) as never,
    send: (person, body) => answerGateway(visit(person), body) as never,
    async save(person, path, raw, { base, isNew, assets = [] } = {}) {
      const { collection, slug } = placeOf(path)
      const draft = await content.drafts.find(collection, slug)
      const main = (await content.repository.head('main')) ?? ''
      const stands = (await content.repository.file(draft?.head ?? main, path))?.oid ?? null
      const options = { collectionName: collection, newEntry: isNew ?? stands === null }
      return room.ask(person, 'persistEntry', {
        dataFiles: [{ slug, path, raw }],
        assets,
        options,
        base: { [path]: base === undefined ? stands : base },
      })
    },
    async open(person, path) {
      const { collection, slug } = placeOf(path)
      const draft = await content.drafts.find(collection, slug)
      if (draft) await noteOpened(db, person, draft.head, now())
    },
    async move(person, path, move, reason) {
      const { collection, slug } = placeOf(path)
      await room.open(person, path)
      const head = (await content.drafts.find(collection, slug))?.head ?? ''
      return moveDraft(db, content, visit(person), { collection, slug, head }, move, reason)
    },
    async review(path, author, first, second) {
      for (const [person, move] of [
        [author, 'submission'],
        [first, 'first-review'],
        [second, 'second-review'],
      ] as const) {
        const moved = await room.move(person, path, move)
        if ('reason' in moved) throw new Error(`${move}: ${JSON.stringify(moved)}`)
      }
      const { collection, slug } = placeOf(path)
      const state = await findReview(content, author, collection, slug)
      if (state?.status !== 'pending_publish') throw new Error(`not ready: ${JSON.stringify(state)}`)
    },
  }
  return room
}

/** Collection and slug of an entry's path. */
export function placeOf(path: string): { collection: string; slug: string } {
  const [, collection = '', slug = ''] = /^content\/([^/]+)\/(.+)\.(?:md|yml)$/.exec(path) ?? []
  return { collection, slug }
}
