import type { z } from 'zod'
import type { Db, Role } from '#db/schema.ts'
import { type FileRule, type Form, type FormSchema, type OptionsByField, readForm } from '#forms/read.ts'
import { asking } from '#people/asking.ts'
import { inTime } from '#people/in-time.ts'
import type { SignedInPerson } from '#people/session.ts'
import type { Portal } from '#portal.ts'
import { tooManyWrites } from './site-words.ts'
import type { Edition } from '#publishing/edition/edition.ts'
import {
  findPerson,
  type Inside,
  refuseOtherMethods,
  refuseWithoutDatabase,
  requirePerson,
  requireRole,
} from './guard.ts'

/** What is needed of a page or an endpoint: `Astro` and `APIContext` both fit. */
interface Context {
  request: Request
  url: URL
  locals: App.Locals
}

interface Asked {
  /** Other methods get a page with 405. HEAD counts as GET. */
  methods?: ('GET' | 'POST')[]
  /** Who may come: those who hold one of these roles; a citizen, who signs in by phone; anybody with a login. */
  roles?: readonly [Role, ...Role[]]
  who?: 'citizen' | 'staff'
  /** A page of signing in: of no use without the database, 503 for everybody while it is away. */
  needsDatabase?: true
  /**
   * The page is the same for everybody and may be kept (process/page-cache.ts): the names of the query that it reads. It is
   * not told who asks.
   */
  shared?: readonly string[]
  /** A script or a picture asks, which cannot be led to a sign-in page: who has a second factor to show yet is nobody. */
  neverLeads?: true
}

/** What a page may use once the visitor was let in. */
export interface Visit<Person extends SignedInPerson | undefined = SignedInPerson | undefined> {
  person: Person
  portal: Portal
  /** The share of the database for such pages: for signing in, for what anybody may look at, or for all other work. */
  db: Db
  now: Date
  /** What is published and not expired at `now`. */
  edition: Edition
  requestId: string
  /** What a page can do without: undefined while the database is away, or when it does not give it within a moment. */
  soon<T>(read: () => Promise<T>): Promise<T | undefined>
  /** Where the request comes from: an IP address. */
  address: string
  /** Who sends, as far as the turns and the limit of photos are concerned. */
  sender: string
  /**
   * Reads the posted form; see `readForm`. Of citizens who send too many it is refused like a form with an error (429).
   * Use with `await using`, so that files it did not need are removed.
   */
  form<Schema extends FormSchema>(
    schema: Schema,
    given?: {
      options?: OptionsByField<Schema>
      files?: Record<string, FileRule>
      /** What counts towards no limit of writing. */
      isFree?: (data: z.output<Schema>) => boolean
    },
  ): Promise<Form<Schema>>
}

/** Kept apart from `locals`, where a page could read it without having let anybody in. */
const insides = new WeakMap<App.Locals, Inside>()

/** What the visits of this request will find; the middleware alone knows it. */
export function prepareVisit(locals: App.Locals, inside: Inside): void {
  insides.set(locals, inside)
}

/**
 * The first line of a page: checks method, sign-in, second factor and role in one place, and gives what the page
 * works with, or the response to return instead (405, 303 to sign in, 403, 503 while the database is away).
 * The origin of posted forms is checked before, in the middleware.
 *
 *     const visit = open(Astro, { roles: ['clerk'], methods: ['GET', 'POST'] })
 *     if (visit instanceof Response) return visit
 */
export function open(
  context: Context,
  asked: Asked & ({ roles: readonly [Role, ...Role[]] } | { who: 'citizen' | 'staff' }),
): Visit<SignedInPerson> | Response
export function open(context: Context, asked: Asked & { shared: readonly string[] }): Visit<undefined> | Response
export function open(context: Context, asked?: Asked): Visit | Response
export function open(
  context: Context,
  { methods = ['GET'], needsDatabase, shared, ...asked }: Asked = {},
): Visit | Response {
  const refused = refuseOtherMethods(context, ...methods) ?? (needsDatabase && refuseWithoutDatabase(context))
  if (refused) return refused
  const inside = insides.get(context.locals)
  if (!inside) throw new Error('no visit was prepared: the middleware has not run')
  const made: App.Locals['shared'] = shared && { query: shared, readsDatabase: false, partial: false }
  context.locals.shared = made
  const person = shared ? undefined : findVisitor(context, inside, asked)
  if (person instanceof Response) return person
  const { portal } = inside
  const { now, edition, requestId } = context.locals
  // A page waits once, however many parts it can do without.
  let isLate = false
  const isReading = context.request.method !== 'POST' && !asked.roles && !asked.who
  return {
    person,
    portal,
    get db() {
      if (made) {
        made.readsDatabase = true
        return portal.shown
      }
      return needsDatabase ? portal.entering : isReading ? portal.reading : portal.db
    },
    now,
    edition,
    requestId,
    async soon(read) {
      if (made) Object.assign(made, { readsDatabase: true, partial: context.locals.databaseAway || isLate })
      if (context.locals.databaseAway || isLate) return undefined
      try {
        return await inTime(read(), 700)
      } catch (error) {
        isLate = true
        if (made) made.partial = true
        portal.log('error', 'a part of a page could not be read', { requestId, error })
        return undefined
      }
    },
    address: addressNow(),
    sender: senderOf(inside),
    async form(schema, given) {
      const form = await readForm(context.request, schema, {
        ...given,
        dataDir: portal.config.dataDir,
        keepPhotos: portal.photos.keep(senderOf(inside), now),
        keepDocuments: portal.photos.keepDocuments(senderOf(inside), now),
      })
      if (!form.data || given?.isFree?.(form.data) || (await mayWrite(inside))) return form
      return { ...form, data: undefined, errors: { form: tooManyWrites(inside.person) }, status: 429 as const }
    },
  }
}

const addressNow = () => asking.getStore()?.address ?? ''

function senderOf({ person }: Inside): string {
  return person ? `person ${person.id}` : addressNow()
}

/** Whether the sender of a good form may send one more: staff always; a citizen, or an address, within the limits. */
async function mayWrite({ person, portal: { limits } }: Inside): Promise<boolean> {
  if (person?.login) return true
  return person ? limits.personWrites.take(person.id) : limits.addressWrites.take(addressNow())
}

function findVisitor(
  context: Context,
  inside: Inside,
  { roles, who, neverLeads }: Pick<Asked, 'roles' | 'who' | 'neverLeads'>,
): SignedInPerson | undefined | Response {
  if (roles) return requireRole(context, inside, roles)
  if (who) return requirePerson(context, inside, who === 'citizen' ? '/me/sign-in' : '/login')
  return neverLeads ? findPerson(inside) : inside.person
}
