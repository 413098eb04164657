import type { SignedInPerson } from '#people/session.ts'
import { noUnit, type QueueFilter, seesEverything, type Viewer } from '#suggestions/queue-filter.ts'
import { queueMarks } from '#suggestions/marks.ts'
import { queueWords } from '#suggestions/desk-words.ts'
import { queueTabs } from '#suggestions/list-words.ts'
import { suggestionKinds, suggestionStates } from '#suggestions/words.ts'
import { withUnsorted } from '#suggestions/unsorted.ts'
import { idIn } from '#web/outcome.ts'
import type { Visit } from '#web/visit.ts'

/** What the query of an address asks of the table, where the table knows it; anything else is as if it were not there. */
export function readFilter(
  query: URLSearchParams,
  { person, edition }: Pick<Visit<SignedInPerson>, 'person' | 'edition'>,
): QueueFilter & { view: string } {
  const asked = <Word extends string>(name: string, known: Record<Word, unknown>): Word | undefined => {
    const word = query.get(name) ?? ''
    return Object.hasOwn(known, word) ? (word as Word) : undefined
  }
  const listed = (name: string, known: ReadonlyMap<string, string>) => {
    const code = query.get(name) ?? ''
    return known.has(code) ? code : undefined
  }
  const tab = tabsOf(person).find(({ view }) => view === query.get('state'))?.view
  const month = readMonth(query, 'month')
  const until = readMonth(query, 'until')
  const unit = query.get('unit') ?? ''
  return {
    view: tab ?? asked('state', suggestionStates) ?? 'mine',
    kind: asked('kind', suggestionKinds),
    category: listed('category', withUnsorted(edition.choices.categories)),
    county: listed('county', withUnsorted(edition.choices.counties)),
    unit: unit === noUnit || /^[a-z0-9][a-z0-9-]{0,60}$/.test(unit) ? unit : undefined,
    month,
    until: month && until && until > month ? until : undefined,
    mark: queueMarks.find(mark => mark === query.get('mark')),
    officer: idIn(query.get('officer')),
    given: /^[a-z0-9][a-z0-9-]{0,60}$/.exec(query.get('given') ?? '')?.[0],
    returner: /^[a-z0-9][a-z0-9-]{0,60}$/.exec(query.get('returner') ?? '')?.[0],
    owner: query.get('owner') === 'me' ? 'me' : undefined,
    within: asked('within', queueWords.within.options),
    words: query.get('words')?.trim().slice(0, 100) || undefined,
  }
}

/** A month of this century, or undefined. */
export function readMonth(query: URLSearchParams, name: string): string | undefined {
  const typed = query.get(name) ?? ''
  return /^20\d\d-(0[1-9]|1[0-2])$/.test(typed) ? typed : undefined
}

/** The tabs this person has. */
export function tabsOf(viewer: Viewer) {
  return queueTabs.filter(tab => !('office' in tab) || seesEverything(viewer))
}

/** The filter as the query of an address. */
export function queryOf({ view, ...filter }: QueueFilter): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ state: view, ...filter }).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])),
  )
}

/** A list and where its page begins as the query of an address, so that a matter opened from it leads back to it. */
export function listQueryOf(filter: QueueFilter, after?: string): string {
  return new URLSearchParams({ ...queryOf(filter), ...(after && { after }) }).toString()
}
