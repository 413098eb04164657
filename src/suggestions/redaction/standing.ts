import type { Place } from '#checks/names.ts'
import type { CoveredRange } from '#db/schema-redaction.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { coverText, type Found, type Known } from './findings.ts'
import { type AuthorText, digestOf, keyOf, listAuthorTexts, listPassed, partNames } from './texts.ts'

/** Everything that the authors of a suggestion wrote, with what stands of each text from before; the first is its own. */
export async function listStanding(db: Db | Trx, suggestionId: number, personalData?: PersonalData) {
  const originals = await listAuthorTexts(db, suggestionId, personalData)
  const passed = await listPassed(db, originals)
  const standing = originals.map(text => ({ text, ...standingOf(text, passed.get(keyOf(text))) }))
  return standing.map(one => ({
    ...one,
    known: {
      gave: one.text.known,
      covered: standing.flatMap(({ text, words }) => (text.suggestionId === one.text.suggestionId ? words : [])),
    } satisfies Known,
  }))
}

type Passed = Awaited<ReturnType<typeof listPassed>> extends Map<string, infer Row> ? Row : never
type Range = Pick<CoveredRange, 'field' | 'start' | 'end'>

/** What of a text stands from before: part by part, so that who corrects the title uncovers nothing in the body. */
function standingOf({ parts, kept }: AuthorText, before: Passed | undefined) {
  const coveredIn = (field: CoveredRange['field']) =>
    ((before?.covered ?? []) as (CoveredRange & Found)[]).filter(range => range.field === field)
  // A part is the same when, covered at the same places, it reads the same.
  const isSame = (field: CoveredRange['field']) =>
    before !== undefined &&
    (before.original === digestOf(parts) || coverText(parts[field], coveredIn(field)) === before[field])
  const covered = partNames.filter(isSame).flatMap(coveredIn)
  // Where a clerk has let it through since, what they un-ticked is theirs.
  const isDecided = typeof before?.passed_by === 'number'
  const more = (kept as typeof covered).filter(
    range => !covered.some(other => other.field === range.field && isAt(other, range)),
  )
  const found = isDecided ? covered : [...covered, ...more]
  return {
    before,
    isSame,
    earlier: [...covered, ...more],
    wasCovered: (range: Range) =>
      !(isDecided && isSame(range.field)) ||
      covered.some(other => other.field === range.field && overlap(other, range)),
    /** Found once, found in all that the author wrote. */
    words: found
      .map(({ field, start, end, kind }) => ({ word: parts[field].slice(start, end).trim(), kind }))
      .filter(({ word }) => word.length > 1),
  }
}

const isAt = (one: Place, other: Place) => one.start === other.start && one.end === other.end
const overlap = (one: Place, other: Place) => one.start < other.end && other.start < one.end
