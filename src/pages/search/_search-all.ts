import { momentOf } from '#calendar/lishui.ts'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { findNumbered, findRecords, type FoundRecord } from '#record/found.ts'
import { type Document, documentOf } from '#publishing/search/documents.ts'
import { readQuery } from '#publishing/search/query.ts'
import { type Found, searchEdition } from '#publishing/search/search.ts'
import type { Visit } from '#web/visit.ts'
import { ownPages } from './_own-pages.ts'

interface FoundAll extends Found {
  /** Published suggestions beyond those that are ranked. */
  more: number
  /** Where and when published suggestions have the words, whatever the list is narrowed to. */
  counties: readonly string[]
  years: readonly string[]
}

/** Looks in everything that readers may see: entries and pages in memory, published suggestions in the database; one list. */
export async function searchAll(
  { edition, now, db, soon }: Visit<undefined>,
  asked: string,
  narrowed: { county: string | undefined; year: string | undefined },
): Promise<FoundAll> {
  const look = async (question: string) => {
    const { terms } = readQuery(question)
    const records = terms.length > 0 ? await soon(() => findRecords(db, terms, narrowed)) : undefined
    const { rows = [], total = 0, counties = [], years = [] } = records ?? {}
    const found = searchEdition(edition, ownPages, question, now, rows.map(documentOfRecord))
    return { ...found, more: total - rows.length, counties, years }
  }
  const found = await look(asked)
  const number = readSuggestionNumber(asked)
  const numbered = number ? await soon(() => findNumbered(db, number)) : undefined
  if (numbered) {
    const document = documentOfRecord(numbered)
    const others = found.hits.filter(hit => hit.document.href !== document.href)
    return { ...found, hits: [{ document, score: Infinity }, ...others], instead: undefined, maybe: undefined }
  }
  // What was put right is looked for among the records too.
  return found.instead ? { ...(await look(found.instead)), query: found.query, instead: found.instead } : found
}

const documentOfRecord = ({ number, title, place, body, answer, county, day }: FoundRecord): Document =>
  documentOf({
    href: `/suggestions/${number}`,
    id: '',
    type: 'record',
    county,
    day,
    at: momentOf(day).getTime(),
    sample: false,
    title,
    lines: place,
    body: `${body}\n${answer}`,
  })
