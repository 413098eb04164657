import { fields, passedOn } from '#forms/fields.ts'
import { forbidden, tooLate } from '#forms/refusals.ts'
import { gatherSupport } from '../followers.ts'
import { foldRecord } from '../found.ts'
import { recordMove } from '../move.ts'
import { previewRecord } from '../preparing.ts'
import { tellFacts } from '../telling.ts'
import { recordWords as words } from '../words.ts'
import { whyNotPrepared } from './preparation.ts'

/** 公开: somebody else than who made it ready has read it, unless the city's settings do without. Its facts are counted, its texts are those that were read. */
export const publication = recordMove({
  name: 'publication',
  ...words.moves.publication,
  action: 'suggestion.record-published',
  by: ['reviewer', 'publisher', 'supervisor'],
  // Of which version the button stood on the page.
  form: fields({ version: passedOn() }),
  refuse(matter, { person, readsOwn }) {
    if (!matter.draft || matter.draft.returned_at) return tooLate(words.nothingWaits)
    if (!readsOwn && matter.draft.prepared_by === person.id) return forbidden(words.ownWork)
    // It was made ready before its author disagreed with the answer: now another one is to come.
    return whyNotPrepared(matter)
  },
  isDone: ({ draft, record }, { version }, { person }) =>
    !draft &&
    record?.removed_at === null &&
    record.published_by === person.id &&
    // What the button stood beside was there before it was published.
    version !== undefined &&
    version <= record.published_at.toISOString(),
  async act(trx, { suggestion, draft }, { version }, { person, now, personalData, readsOwn }) {
    const { prepared_at, original, prepared_by, title, body, place, answer, photos } = draft!
    if (version !== prepared_at.toISOString()) return { refused: tooLate(words.otherVersion) }
    const present = await previewRecord(trx, suggestion.id, {}, personalData)
    if (present?.original !== original) return { refused: tooLate(words.changed) }
    // A face that a clerk has covered since must not go out as it was.
    const isCurrent = photos.every(({ file }) => present.photos.some(photo => photo.file === file))
    if (!isCurrent) return { refused: tooLate(words.changed) }
    const record = {
      number: suggestion.number,
      title,
      body,
      place,
      answer,
      folded: foldRecord({ title, body, place, answer }),
      photos: JSON.stringify(photos),
      ...(await tellFacts(trx, suggestion, present.answerId)),
      prepared_by,
      published_by: person.id,
      second_look: !readsOwn,
      published_at: now,
      removed_at: null,
      removed_for: null,
      removed_words: null,
    }
    await trx
      .insertInto('record')
      .values({ suggestion_id: suggestion.id, ...record })
      .onConflict(conflict => conflict.column('suggestion_id').doUpdateSet(record))
      .execute()
    await gatherSupport(trx, suggestion.id, now)
    await trx.deleteFrom('record_draft').where('suggestion_id', '=', suggestion.id).execute()
    return { photos: photos.length }
  },
})
