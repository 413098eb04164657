import { at, type Refusal, tooLate } from '#forms/refusals.ts'
import { fields, optional, words as text } from '#forms/fields.ts'
import { sent } from '#suggestions/redaction/preview.ts'
import { type Matter, tellableStates } from '../matter.ts'
import { recordMove, refuseUntellable } from '../move.ts'
import { previewRecord } from '../preparing.ts'
import { recordWords as words } from '../words.ts'

/** Why a record cannot be made ready now. */
export function whyNotPrepared(matter: Matter): Refusal | undefined {
  const reason = refuseUntellable(matter)
  if (reason) return reason
  return tellableStates.includes(matter.suggestion.state) ? undefined : tooLate(words.inWork)
}

/** 整理公开稿: a clerk covers what points at somebody and chooses the pictures. What goes on is what stood in the preview. */
export const preparation = recordMove({
  name: 'preparation',
  ...words.moves.preparation,
  action: 'suggestion.record-prepared',
  by: ['clerk'],
  form: fields({
    seen: sent(),
    /** The keys of what stays covered. What did not stand in the preview is covered anyway. */
    cover: sent(),
    cover_words: optional(text(words.coverWords, { max: 500, rows: 2, hint: words.coverWordsHint })),
    /** The keys of the pictures that are to be public. */
    show: sent(),
  }),
  refuse: whyNotPrepared,
  async act(trx, { suggestion }, choice, { person, now, personalData }) {
    const preview = await previewRecord(trx, suggestion.id, choice, personalData)
    if (!preview) return { refused: tooLate(words.noAnswer) }
    if (preview.hasUnfound) return { refused: at('cover_words', words.unfound) }
    if (choice.seen?.[0] !== preview.seen) return { refused: at('seen', words.lookAgain) }
    const draft = {
      ...preview.read,
      photos: JSON.stringify(
        preview.photos.flatMap(({ moment, file, width, height, isShown }) =>
          isShown ? [{ moment, file, width, height }] : [],
        ),
      ),
      original: preview.original,
      prepared_by: person.id,
      prepared_at: now,
      returned_by: null,
      returned_at: null,
      returned_words: null,
    }
    await trx
      .insertInto('record_draft')
      .values({ suggestion_id: suggestion.id, ...draft })
      .onConflict(conflict => conflict.column('suggestion_id').doUpdateSet(draft))
      .execute()
    return { covered: preview.findings.filter(({ isCovered }) => isCovered).length }
  },
})
