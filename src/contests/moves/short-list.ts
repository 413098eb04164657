import { fields, someOf, words as text } from '#forms/fields.ts'
import { at, forbidden, tooLate } from '#forms/refusals.ts'
import { sent } from '#suggestions/redaction/preview.ts'
import { type ContestCase, type ContestEntry, listedOf } from '../contests.ts'
import { contestDeskWords } from '../desk-words.ts'
import { contestMove, unlessIn } from '../move.ts'
import { rankEntries, unfinishedOf } from '../ranking.ts'
import { becomesPublic, listCovered, seenOf } from '../reading.ts'
import { tellEntries } from '../tell.ts'
import { contestWords } from '../words.ts'

const {
  tied: label,
  words: why,
  missing,
  choose,
  noTie,
  why: needed,
  unfinished,
  sameHand,
  readAgain,
  ...words
} = contestDeskWords.moves.shortList
const numbersOf = (entries: readonly ContestEntry[]) =>
  entries.map(({ number }) => contestWords.number(number)).join('、')

/** `seen`: of the texts that stood on the page. */
const untiedForm = fields({ seen: sent() })
/** Who of the tied gets in, and why. */
const tiedForm = fields({
  seen: sent(),
  tied: someOf(label, { missing: choose() }),
  words: text(why, { min: 4, max: 500, rows: 3 }),
})

/** Whether entries with the same points stand at the end of the list. */
export const hasTie = (found: ContestCase): boolean =>
  found.contest.state === 'judging' && rankEntries(found).tied.length > 0

/** The entries that are on the list, or may be: what has to be read before. */
export function comingOf(found: ContestCase): ContestEntry[] {
  const { sure, tied } = rankEntries(found)
  return [...sure, ...tied].map(({ entry }) => entry)
}

/**
 * 定入围名单: counted from the points; of those that are even at its end people choose, with a reason. Who chooses reads
 * what becomes public, so it is nobody who let an entry in or covered it last; SQL asks the same.
 */
export const shortList = (tie: boolean) =>
  contestMove({
    name: 'short-list',
    ...words,
    action: 'contest.short-listed',
    by: ['supervisor'],
    form: tie ? tiedForm : untiedForm,
    refuse(found, { person }) {
      const wrong = unlessIn(found, 'judging')
      if (wrong) return wrong
      const ranked = rankEntries(found)
      if (ranked.missing.length > 0) return tooLate(missing(numbersOf(ranked.missing.map(({ entry }) => entry))))
      const late = unfinishedOf(found)
      if (late.length > 0) return tooLate(unfinished(late.map(({ name }) => name).join('、')))
      const own = comingOf(found).filter(each => [each.reviewed_by, each.covered_by].includes(person.id))
      return own.length > 0 ? forbidden(sameHand(numbersOf(own))) : undefined
    },
    isDone({ contest, entries }, data, { person }) {
      const { tied = [], words: reason = null } = data as { tied?: string[]; words?: string }
      const listed = listedOf({ entries }).map(({ number }) => String(number))
      return (
        contest.state === 'short-listed' &&
        contest.short_listed_by === person.id &&
        contest.tie_words === reason &&
        tied.every(number => listed.includes(number))
      )
    },
    async act(trx, found, data, { person, now }) {
      const { sure, tied, places } = rankEntries(found)
      const {
        seen = [],
        tied: chosen = [],
        words: reason,
      } = data as { seen?: string[]; tied?: string[]; words?: string }
      // What was covered again meanwhile nobody has read as it is now.
      const texts = await listCovered(trx, comingOf(found))
      if (!seen.includes(seenOf(texts))) return { refused: at('seen', readAgain) }
      const picked = tied.filter(({ entry }) => chosen.includes(String(entry.number)))
      if (picked.length !== places)
        return { refused: at(places > 0 ? 'tied' : 'form', places > 0 ? choose(places) : noTie) }
      if (places > 0 && !reason) return { refused: at('words', needed) }
      const listed = [...sure, ...picked].map(({ entry }) => entry)
      for (const entry of listed) {
        const read = becomesPublic(entry) ? texts.find(each => each.entry === entry) : undefined
        await trx
          .updateTable('contest_entry')
          .set({ read_by: person.id, ...(read && { title: read.title, body: read.body }) })
          .where('suggestion_id', '=', entry.suggestion_id)
          .execute()
      }
      await trx
        .updateTable('contest')
        .set({
          state: 'short-listed',
          short_listed_by: person.id,
          short_listed_at: now,
          tie_words: places > 0 ? reason! : null,
        })
        .where('id', '=', found.contest.id)
        .execute()
      await tellEntries(trx, listed, 'suggestion-contest-short-listed', now)
      const others = found.entries.filter(entry => entry.state === 'admitted' && !listed.includes(entry))
      await tellEntries(trx, others, 'suggestion-contest-not-listed', now)
      return { entries: listed.map(({ number }) => number) }
    },
  })
