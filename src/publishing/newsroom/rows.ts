import { dayOf } from '#calendar/lishui.ts'
import type { SignedInPerson } from '#people/session.ts'
import type { Draft } from '../drafts/drafts.ts'
import { maySee } from '../drafts/review.ts'
import type { Content } from '../edition/content.ts'
import { entryAt } from '../edition/content-file.ts'
import type { Fault, WholeEdition } from '../edition/edition.ts'
import type { Authors } from '../git/authors.ts'
import { typeNamed } from '../types/index.ts'
import { settingsFile } from '../types/settings.ts'
import { foldedText, foldText } from './folded-text.ts'

/** One entry, one draft, both of them together, or a file with a fault. */
export interface EntryRow {
  path: string
  /** Undefined for a file that lies where no entry may. */
  place: { collection: string; slug: string; id: string } | undefined
  title: string
  authors: readonly string[]
  county: string | undefined
  year: string | undefined
  sample: boolean
  updatedAt: number
  /** What main has of it, with the time in which readers see it; undefined while it is only a draft. */
  published:
    { from: number; until: number; withdrawn: boolean; isShown: boolean; shownBefore?: readonly Span[] } | undefined
  faults: readonly Fault[]
  draft: Draft | undefined
  /** What is searched, made when somebody searches. */
  text(): string
}

/** A time in which readers see an earlier version, because the one on main is not due yet. */
interface Span {
  from: number
  until: number
}

interface Base {
  authors: Authors
  rows: ReadonlyMap<string, EntryRow>
}

const kept = new WeakMap<WholeEdition, Promise<Base>>()
const lastAuthors = new WeakMap<Content, Authors>()

/** Every entry and file of main and every draft that this person may see, newest change first; put together once for each edition. */
export async function listRows(content: Content, person: SignedInPerson): Promise<EntryRow[]> {
  const whole = content.everything()
  const making = kept.get(whole) ?? makeBase(content, whole)
  kept.set(whole, making)
  making.catch(() => kept.delete(whole))
  const [{ rows, authors }, drafts] = await Promise.all([making, content.drafts.list()])
  const drafted = new Map(
    drafts
      .filter(draft => maySee(person, draft))
      .map(draft => [draft.path, rowWithDraft(draft, rows.get(draft.path), authors)]),
  )
  const others = [...rows.values()].filter(({ path }) => !drafted.has(path))
  return [...drafted.values(), ...others].sort(newestFirst)
}

const newestFirst = (a: EntryRow, b: EntryRow): number => b.updatedAt - a.updatedAt

async function makeBase(content: Content, whole: WholeEdition): Promise<Base> {
  const { published, placed } = whole
  const known = lastAuthors.get(content)
  const authors = await content.repository
    .authors(published.commit, known)
    // What was known may have left the repository.
    .catch(() => content.repository.authors(published.commit))
  lastAuthors.set(content, authors)
  const faults = Map.groupBy(whole.faults, ({ path }) => path)
  const shown = new Set(Object.values(whole.lists).flat())
  const spans = Map.groupBy(
    Object.values(whole.timed)
      .flat()
      .filter(place => !shown.has(place) && !place.barred),
    ({ file }) => file.path,
  )
  const rows = new Map<string, EntryRow>()
  const changed = (path: string) => published.times.paths.get(path)?.updatedAt ?? published.times.at
  for (const place of placed.values()) {
    const { file, entry, from, until, barred } = place
    const type = typeNamed(file.type)
    rows.set(file.path, {
      path: file.path,
      place: placeAt(file.path),
      title: String(file.data[type?.titleField ?? '']),
      authors: authors.names.get(file.path) ?? [],
      ...facts(file.data),
      year: yearOf(file.path) ?? dayOf(entry.publishedAt).slice(0, 4),
      updatedAt: changed(file.path),
      published: {
        from,
        until,
        withdrawn: entry.withdrawn,
        isShown: shown.has(place) && !barred,
        shownBefore: spans.get(file.path) ?? [],
      },
      faults: faults.get(file.path) ?? [],
      draft: undefined,
      text: () => foldedText(file, [file.path, file.data, file.body]),
    })
  }
  for (const path of [settingsFile.path, ...faults.keys()])
    if (!rows.has(path)) {
      const itsFaults = faults.get(path) ?? []
      const isSettings = path === settingsFile.path
      rows.set(path, {
        path,
        place: placeAt(path),
        title: isSettings ? settingsFile.label : path.slice(path.lastIndexOf('/') + 1),
        authors: authors.names.get(path) ?? [],
        county: undefined,
        sample: false,
        year: yearOf(path),
        updatedAt: changed(path),
        published: {
          from: -Infinity,
          until: Infinity,
          withdrawn: false,
          isShown: isSettings && itsFaults.length === 0,
        },
        faults: itsFaults,
        draft: undefined,
        text: () => foldText([path, ...itsFaults.map(({ message }) => message)].join('\n')),
      })
    }
  // In order already, so that putting the drafts in between takes no time.
  return { authors, rows: new Map([...rows].sort(([, a], [, b]) => newestFirst(a, b))) }
}

function rowWithDraft(draft: Draft, row: EntryRow | undefined, authors: Authors): EntryRow {
  const written = draft.authors.map(({ name }) => name)
  return {
    ...(row ?? {
      path: draft.path,
      place: placeAt(draft.path),
      year: yearOf(draft.path) ?? dayOf(draft.updatedAt).slice(0, 4),
      county: undefined,
      sample: false,
      published: undefined,
      faults: [],
    }),
    ...(!row && factsOfText(draft.text)),
    title: draft.title,
    authors: [...new Set([...(authors.names.get(draft.path) ?? []), ...written])],
    updatedAt: draft.updatedAt.getTime(),
    draft,
    text: () => `${row?.text() ?? ''}\n${foldedText(draft, [draft.path, draft.text])}`,
  }
}

function placeAt(path: string): EntryRow['place'] {
  const place = entryAt(path)
  return place && { ...place, id: place.slug.slice(place.slug.lastIndexOf('/') + 1) }
}

const yearOf = (path: string): string | undefined => /^content\/[^/]+\/(\d{4})\//.exec(path)?.[1]

const facts = (data: Record<string, unknown>): Pick<EntryRow, 'county' | 'sample'> => ({
  county: typeof data.county === 'string' ? data.county : undefined,
  sample: data.sample === true,
})

/** Of a draft, which need not fit its schema yet, two lines are enough. */
const factsOfText = (text: string): Pick<EntryRow, 'county' | 'sample'> => ({
  county: /^county: *["']?(\w+)/m.exec(text)?.[1],
  sample: /^sample: *true *$/m.test(text),
})
