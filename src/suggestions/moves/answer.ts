import type { Trx } from '#db/schema.ts'
import { fields, line, optional, photos, tick, words } from '#forms/fields.ts'
import { at } from '#forms/refusals.ts'
import { answerParts, findMissingParts, findPlaceholder } from '../answer-check.ts'
import { findLastAnswer, showAnswer } from '../answers.ts'
import { dropRequests } from '../assignments.ts'
import { endClocks, startClock, stopClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice } from '../clocks/office.ts'
import { endPromise } from '../clocks/promised-days.ts'
import { type Course, deskMove } from '../course.ts'
import { documentErrors } from '../document-words.ts'
import { documentsField, giveDocuments, lockDocuments } from '../documents.ts'
import { maxPhotoBytes } from '../photo-files.ts'
import { photoErrors } from '../photo-words.ts'
import { endQuestion } from '../questions.ts'
import { tellRole } from '../tell.ts'
import { takePhotos } from '../waiting-photos.ts'

/**
 * 答复: what the citizen reads. From an officer of the lead unit it waits for a clerk's check; a clerk's own, to what
 * needs no unit, is shown at once. What a unit gave back needs another unit: a clerk's own answer would hide that
 * nobody does it.
 */
export const answer = deskMove({
  name: 'answer',
  title: '答复',
  hint: '市民会原样看到。',
  submit: '发出答复',
  done: '答复已提交。',
  usual: true,
  action: 'suggestion.answered',
  by: { clerk: ['accepted'], lead: ['signed-for', 'sent-back', 'reopened'] },
  form: fields(
    {
      body: words('答复内容', { min: 10, max: 3000, rows: 12, missing: '请写答复，至少 10 个字' }),
      as_it_is: tick('没提到的几项在这件事上不适用，照此发出'),
      before: photos('办理前照片', { max: 6, maxBytes: maxPhotoBytes, hint: '市民已附照片的可以不传' }),
      after: photos('办理后照片', {
        max: 6,
        maxBytes: maxPhotoBytes,
        hint: '问题类要有，拍不了的在下面写明原因；人脸、车牌请先遮住',
      }),
      documents: documentsField(),
      no_photos_because: optional(line('没有照片的原因', { max: 200, hint: '例：噪音问题，照片拍不出来' })),
    },
    ({ body, as_it_is }, fault) => {
      if (body === undefined) return
      const placeholder = findPlaceholder(body)
      const missing = findMissingParts(body)
      if (placeholder) fault('body', `答复里还有没填的地方：“${placeholder}”。请改成实际内容`)
      else if (missing.length > 0 && !as_it_is)
        fault(
          'body',
          `好像没有写到：${missing.map(part => answerParts[part].label).join('、')}。请补上；确实不适用的，勾选下面一格再发`,
        )
    },
  ),
  refusals: {
    'photos-missing': at('after', '问题类的答复要有办理前后的照片；没有的，请写明原因'),
    'photos-gone': at('after', photoErrors.gone),
    'documents-gone': at('documents', documentErrors.gone),
  },
  async act(trx, suggestion, { body, no_photos_because, documents, ...photos }, { person, party, now }) {
    const fromDesk = party === 'clerk'
    if (!fromDesk && !no_photos_because && !(await hasPhotosEnough(trx, suggestion, photos)))
      return { refused: 'photos-missing' }
    if (!(await lockDocuments(trx, documents, now))) return { refused: 'documents-gone' }
    const taken = await takePhotos(trx, [...photos.before, ...photos.after], now)
    if ('refused' in taken) return taken
    const office = await loadOffice(trx)
    const { id: row } = await trx
      .insertInto('answer')
      .values({
        suggestion_id: suggestion.id,
        body,
        answered_by: person.id,
        answered_at: now,
        unit: fromDesk ? null : suggestion.lead_unit,
        round: suggestion.reopenings,
        no_photos_because: no_photos_because ?? null,
        shown_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const count = photos.before.length
    const pictures = taken.map(photo =>
      photo.position <= count
        ? { ...photo, answer_id: row, moment: 'before' as const }
        : { ...photo, answer_id: row, moment: 'after' as const, position: photo.position - count },
    )
    if (pictures.length > 0) await trx.insertInto('answer_photo').values(pictures).execute()
    await giveDocuments(trx, documents, { answer_id: row })
    await endQuestion(trx, suggestion, 'moot', now)
    for (const step of ['hand-over', 'answer', 'rework'] as const)
      await stopClock(trx, { suggestionId: suggestion.id, step }, now)
    await endClocks(trx, { suggestionId: suggestion.id }, now)
    await dropRequests(trx, suggestion.id, now)
    await endPromise(trx, suggestion.id, now)

    if (fromDesk)
      return {
        change: {
          answered_at: now,
          ...(await showAnswer(trx, office, suggestion, { id: row, answeredAt: now, checkedBy: person.id }, now)),
        },
        detail: { row, shown: true },
      }
    const { dueOn: due } = await startClock(
      trx,
      office,
      { suggestionId: suggestion.id, step: 'verify', allowance: findAllowance(office, 'verify', suggestion) },
      now,
    )
    await tellRole(trx, suggestion, 'clerk', 'desk-answered', { due }, now)
    return { change: { state: 'answered', answered_at: now }, detail: { row, unit: suggestion.lead_unit } }
  },
  story: {
    desk: { title: '答复', isAnswer: true },
    author: {
      say: ({ unit, shown }, nameOf) => (shown ? '答复了' : `${nameOf(unit)}办完了，答复交给工作人员核实`),
      isAnswer: ({ shown }) => shown === true,
    },
  },
  async standing(db, { id, state }, { nameOf }) {
    if (state !== 'answered') return undefined
    const { id: row, unit, body } = await findLastAnswer(db, { id })
    return { desk: { ...(unit && { head: `${nameOf(unit)}的答复：` }), words: body, answer: row } }
  },
})

/** A problem is answered with pictures from before (the author's own will do) and after; noise or a rude counter cannot be photographed. */
async function hasPhotosEnough(
  trx: Trx,
  suggestion: Course,
  { before, after }: Record<'before' | 'after', string[]>,
): Promise<boolean> {
  if (suggestion.kind !== 'problem') return true
  if (after.length === 0) return false
  if (before.length > 0) return true
  return (
    (await trx
      .selectFrom('suggestion_photo')
      .select('position')
      .where('suggestion_id', '=', suggestion.id)
      .limit(1)
      .executeTakeFirst()) !== undefined
  )
}
