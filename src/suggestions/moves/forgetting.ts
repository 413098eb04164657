import { fields } from '#forms/fields.ts'
import { confirmation, confirmationRefusals, findDoubt } from '../confirmation.ts'
import { authorMove, everyState } from '../course.ts'
import { eraseAuthors } from '../erasure.ts'

/** 删去我的信息: the author takes back that name, phone and e-mail are kept with this one (个人信息保护法 Arts. 15, 47). */
export const forgetting = authorMove({
  name: 'forgetting',
  title: '删掉我的姓名和联系方式',
  hint: '只删这一件里的姓名、电话和邮箱，马上生效，不能恢复；不再给你发消息，“我的”里也不再列出，请先把这一页的网址或者二维码存好。',
  submit: '删掉',
  done: '删掉了。',
  look: 'quiet',
  action: 'suggestion.author-erased',
  by: { author: everyState },
  form: fields(confirmation),
  refusals: confirmationRefusals,
  async act(trx, suggestion, { confirm }, means) {
    const doubt = findDoubt(suggestion, confirm, means)
    if (doubt) return { refused: doubt }
    await eraseAuthors(trx, eb => eb('id', '=', suggestion.id), means.now, means.personalData)
    return { change: {} }
  },
  story: {
    desk: { title: '提交人删掉了姓名和联系方式', forOffice: true },
    author: { say: () => '你删掉了姓名和联系方式' },
  },
})
