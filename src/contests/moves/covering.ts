import { fields } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { coverFields, coverRefusals, letThrough } from '#suggestions/redaction/preview.ts'
import { contestDeskWords } from '../desk-words.ts'
import { entryMove, unlessIn } from '../move.ts'

/** 重新遮盖: what was overlooked at the first review, until the short list makes it public. */
export const covering = entryMove({
  name: 'covering',
  ...contestDeskWords.moves.covering,
  look: 'quiet',
  action: 'contest.covered',
  by: ['clerk'],
  form: fields(coverFields),
  refuse: found =>
    unlessIn(found, 'collecting', 'judging') ??
    (found.entry.state === 'admitted' ? undefined : tooLate(contestDeskWords.moves.wrongState)),
  async act(trx, { entry }, choice, { person, now, personalData }) {
    const passed = await letThrough(trx, entry.suggestion_id, choice, person, now, personalData)
    if ('refused' in passed) return { refused: coverRefusals[passed.refused] }
    return passed.unitTexts || passed.unitPhotos ? { number: entry.number, ...passed } : { again: true }
  },
})
