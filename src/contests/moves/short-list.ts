import { fields, optional, someOf, words as text } from '#forms/fields.ts'
import { at, forbidden, tooLate } from '#forms/refusals.ts'
import { asUnitsRead } from '#suggestions/redaction/reading.ts'
import type { ContestCase, ContestEntry } from '../contests.ts'
import { contestDeskWords } from '../desk-words.ts'
import { contestMove, unlessIn } from '../move.ts'
import { rankEntries } from '../ranking.ts'
import { tellEntries } from '../tell.ts'
import { contestWords } from '../words.ts'

const {
  tied: label,
  words: why,
  missing,
  choose,
  noTie,
  why: needed,
  sameHand,
  ...words
} = contestDeskWords.moves.shortList
const numbersOf = (entries: readonly ContestEntry[]) =>
  entries.map(({ number }) => contestWords.number(number)).join('、')

const untiedForm = fields({})
/** Who of the tied gets in, and why. */
const tiedForm = fields({ tied: someOf(label), words: optional(text(why, { min: 4, max: 500, rows: 3 })) })

/** Whether entries with the same points stand at the end of the list. */
export const hasTie = (found: ContestCase): boolean =>
  found.contest.state === 'judging' && rankEntries(found).tied.length > 0

/**
 * 定入围名单: counted from the points; of those that are even at its end people choose, with a reason. Who chooses reads
 * what becomes public, so it is nobody who let an entry in; SQL asks the same.
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
      const own = [...ranked.sure, ...ranked.tied]
        .map(({ entry }) => entry)
        .filter(each => each.reviewed_by === person.id)
      return own.length > 0 ? forbidden(sameHand(numbersOf(own))) : undefined
    },
    async act(trx, found, data, { person, now }) {
      const { sure, tied, places } = rankEntries(found)
      const { tied: chosen = [], words: reason } = data as { tied?: string[]; words?: string }
      const picked = tied.filter(({ entry }) => chosen.includes(String(entry.number)))
      if (picked.length !== places)
        return { refused: at(places > 0 ? 'tied' : 'form', places > 0 ? choose(places) : noTie) }
      if (places > 0 && !reason) return { refused: at('words', needed) }
      const listed = [...sure, ...picked].map(({ entry }) => entry)
      // What a unit or a judge was shown of it is what the public will read, where its author agrees.
      const texts = await asUnitsRead(
        trx,
        listed.map(({ suggestion_id }) => ({ id: suggestion_id, title: '', body: '' })),
      )
      for (const [at, { suggestion_id, publish_consent, suggestion_state }] of listed.entries()) {
        const isPublic = publish_consent && suggestion_state !== 'withdrawn'
        const { title, body } = texts[at]!
        await trx
          .updateTable('contest_entry')
          .set({ read_by: person.id, ...(isPublic && { title, body }) })
          .where('suggestion_id', '=', suggestion_id)
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
