import { fields } from '#forms/fields.ts'
import { coverFields, coverRefusals, letThrough, previewFor } from '#suggestions/redaction/preview.ts'
import { contestDeskWords } from '../desk-words.ts'
import { entryMove, unlessIn } from '../move.ts'
import { tellEntries } from '../tell.ts'
import { notFiled } from './rejection.ts'

/** 通过初审: the clerk reads it as the judges will, with what tells who wrote it covered. */
export const admission = entryMove({
  name: 'admission',
  ...contestDeskWords.moves.admission,
  action: 'contest.admitted',
  by: ['clerk'],
  form: fields(coverFields),
  refuse: found => unlessIn(found, 'collecting') ?? notFiled(found),
  // Covered in another way it is another thing.
  async isDone({ entry }, choice, { person, personalData }, trx) {
    if (entry.state !== 'admitted' || entry.reviewed_by !== person.id) return false
    const { texts, hasUnfound } = await previewFor(trx, entry.suggestion_id, choice, personalData)
    return !hasUnfound && texts.every(({ isNew }) => !isNew)
  },
  async act(trx, { entry }, choice, { person, now, personalData }) {
    const passed = await letThrough(trx, entry.suggestion_id, choice, person, now, personalData)
    if ('refused' in passed) return { refused: coverRefusals[passed.refused] }
    await trx
      .updateTable('contest_entry')
      .set({ state: 'admitted', reviewed_by: person.id, reviewed_at: now })
      .where('suggestion_id', '=', entry.suggestion_id)
      .execute()
    await tellEntries(trx, [entry], 'suggestion-contest-admitted', now)
    return { number: entry.number, ...passed }
  },
})
