import type { SuggestionState } from '#db/schema.ts'
import { fields, photos, requestKey, words } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { addWords, wasAdded } from '../additions.ts'
import { authorMove, openStates } from '../course.ts'
import { sayOver, stale } from '../author-words.ts'
import { findAnswered } from '../merged.ts'
import { maxPhotoBytes } from '../photo-files.ts'
import { photoErrors } from '../photo-words.ts'
import { tellRole, tellUnit } from '../tell.ts'

/** More than anybody has to add; a machine would go on. */
const mostAdditions = 20

/** 补充: its author adds something while it is open, or the one that it was merged into. */
export const addition = authorMove({
  name: 'addition',
  title: '补充情况',
  hint: '有新的情况、忘了写的地点，可以补充。工作人员和办理单位会看到。',
  submit: '提交补充',
  done: '补充的内容收到了。',
  look: 'quiet',
  action: 'suggestion.added-to',
  by: { author: [...openStates, 'merged'] },
  form: fields({
    body: words('补充的内容', {
      max: 1000,
      rows: 4,
      hint: '请不要写自己或别人的电话、身份证号',
      missing: '请写要补充的内容',
      tooLong: '请把补充的内容缩短到 1000 个字以内',
    }),
    photos: photos('补充的照片', { max: 3, maxBytes: maxPhotoBytes, hint: '最多 3 张' }),
    request_key: requestKey(stale),
  }),
  refusals: {
    'too-many': tooLate('补充的次数太多了。有新的情况，请再提交一件建言。'),
    'not-open': tooLate('合到一起办的那件事已经办完了。还没解决，请在评价里选“没有解决”，或者再提一件。'),
    'photos-gone': at('photos', photoErrors.gone),
  },
  async offered({ id, state }, _by, db) {
    if (state !== 'merged') return true
    return (openStates as readonly SuggestionState[]).includes((await findAnswered(db, id)).state) ? true : 'not-open'
  },
  isDone: ({ id }, { request_key }, _by, db) => wasAdded(db, id, request_key),
  async act(trx, suggestion, data, { now }) {
    const earlier = await trx.selectFrom('addition').select('id').where('suggestion_id', '=', suggestion.id).execute()
    if (earlier.length >= mostAdditions) return { refused: 'too-many' }
    const added = await addWords(trx, suggestion, data, now)
    if ('refused' in added) return added
    const answered = await findAnswered(trx, suggestion.id)
    if (answered.lead_unit) await tellUnit(trx, answered, answered.lead_unit, 'desk-added-to', {}, now)
    else await tellRole(trx, answered, 'clerk', 'desk-added-to', {}, now)
    return { change: {}, detail: { row: added.row, photos: data.photos.length } }
  },
  sayTooLate: state => sayOver(state) ?? '这件事已经办结。还没解决，请在评价里选“没有解决”，会重新办理。',
  story: { desk: { title: '提交人补充' }, author: { say: () => '你补充了情况' } },
})
