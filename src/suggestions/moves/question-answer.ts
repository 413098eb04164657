import { fields, hidden, photos, requestKey, wholeNumber, words } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { addWords, wasAdded } from '../additions.ts'
import { sayOver, stale } from '../author-words.ts'
import { authorMove } from '../course.ts'
import { maxPhotoBytes } from '../photo-files.ts'
import { photoErrors } from '../photo-words.ts'
import { askableStates, endQuestion, findAsked } from '../questions.ts'
import { tellRole, tellUnit } from '../tell.ts'

/** 回答: the author answers what they were asked, with words and photos. `question` is the one on the form's page: another may have followed. */
export const questionAnswer = authorMove({
  name: 'question-answer',
  title: '轮到你了：有个问题要问你',
  hint: '回答了就接着办。工作人员和办理单位会看到。',
  submit: '提交回答',
  done: '回答收到了，接着办。',
  action: 'suggestion.question-answered',
  by: { author: askableStates },
  form: fields({
    body: words('你的回答', {
      max: 1000,
      rows: 4,
      hint: '请不要写自己或别人的电话、身份证号',
      missing: '请写你的回答',
      tooLong: '请把回答缩短到 1000 个字以内',
    }),
    photos: photos('照片', { max: 3, maxBytes: maxPhotoBytes, hint: '最多 3 张，可以不传' }),
    question: hidden(wholeNumber('', { min: 1, max: 2_147_483_647, missing: stale, wrong: stale })),
    request_key: requestKey(stale),
  }),
  refusals: {
    'not-asked': tooLate('这个问题已经收回或者到期了，不用回答。有情况要说，请用“补充情况”。'),
    'other-question': tooLate('这是对上一个问题的回答。下面是新的问题，请看过再回答。'),
    'photos-gone': at('photos', photoErrors.gone),
  },
  isDone: ({ id }, { request_key }, _by, db) => wasAdded(db, id, request_key),
  async offered({ id }, _by, db) {
    return (await findAsked(db, id)) ? true : 'not-asked'
  },
  async act(trx, suggestion, { body, photos, question, request_key }, { now }) {
    const asked = (await findAsked(trx, suggestion.id))!
    if (asked.id !== question) return { refused: 'other-question' }
    const added = await addWords(trx, suggestion, { body, photos, request_key, question_id: question }, now)
    if ('refused' in added) return added
    await endQuestion(trx, suggestion, 'answered', now)
    // Whoever leads now: it may have gone to another since it was asked.
    if (asked.unit && suggestion.lead_unit)
      await tellUnit(trx, suggestion, suggestion.lead_unit, 'desk-question-answered', {}, now)
    await tellRole(trx, suggestion, 'clerk', 'desk-question-answered', {}, now)
    return { change: {}, detail: { row: added.row, photos: photos.length } }
  },
  sayTooLate: state => sayOver(state) ?? '已经答复了，不用再回答。还没解决，请在评价里选“没有解决”。',
  story: { desk: { title: '提交人回答了提问' }, author: { say: () => '你回答了问题' } },
})
