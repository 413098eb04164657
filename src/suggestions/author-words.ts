import type { SuggestionState } from '#db/schema.ts'

/** What the citizen's own page of a suggestion says: who has it, what one can still do, why not. */

export const stale = '页面打开得太久了，请刷新后再试一次'

export const authorWords = {
  lost: '你刚才写的还在这里，需要的话可以复制：',
  carried: '你刚才写的没有丢，已经放进下面的“补充情况”，看过就可以提交。',
  someUnit: '负责的单位',
  holder: {
    title: '谁在办',
    lead: '牵头单位',
    coUnits: '协办单位',
    since: '交办',
    signed: '签收',
    notSigned: '还没有签收',
    phone: '办公电话',
  },
  answerStillDue: (due: string, inTime: boolean) =>
    inTime ? `答复的期限不变：${due}下班前。` : `答复的期限 ${due}已经过了，对不起。换了单位也不重新计时。`,
  merged: (now: string, isOpen: boolean) =>
    `合到一起办的那件事：${now}。${isOpen ? '它的答复也会登在这里，你一样可以补充、评价、撤回。' : '它的答复也登在这里，你一样可以评价。'}`,
  answerPhotos: { before: '整改前', after: '整改后' },
  rated: '你的评价',
  replied: (question: string) => `回答：${question}`,
  asked: (due: string) => `请在 ${due}下班前回答；不回答，就按现有的情况办。`,
  reopened: '收到了。已经交回原来的单位重新办理，新的期限写在下面。',
  withdrawal: { link: '不想办了？撤回这件事', keep: '不撤回，回到进度页' },
  /** What is chosen now, behind the title of the form that changes it. */
  chosen: (now: string) => `（现在：${now}）`,
  refusedTitle: '没有提交成功',
  signedInAsStaff:
    '这个浏览器登录着工作人员的账号，不能替市民补充、评价或撤回。你自己的事，请先退出工作台，或者换一个浏览器。',
  written: {
    title: '我写的内容',
    body: '说的事',
    photoAlt: (position: number, count: number) => `你附的照片，第 ${position} 张，共 ${count} 张`,
  },
  number: '登记号',
  numberHint: '打电话来问时报这个号，不怕别人知道',
  readings: {
    title: '谁看过你的信息',
    none: '到现在没有人看过你的姓名、电话或邮箱。',
    unitsCannot: '办理单位看不到你的姓名和电话。',
    what: { name: '姓名', phone: '手机号', email: '邮箱' },
    line: (who: string, what: string) => `${who} 看了${what}`,
    reason: '理由：',
  },
  /** Where messages by SMS were asked for and the phone has not been proven yet. */
  proof: {
    words: '短信还不会发：请先用验证码核对一次手机，免得写错一位，别人收到你的查询码。',
    link: '核对手机',
  },
  /** Where no way of being told was chosen. */
  untold: { words: '你没有选短信或邮件，办到哪一步不会另外通知你。', link: '想要通知，在这里改' },
  qr: { label: '这一页的二维码', words: '用手机扫一扫，随时回来看' },
} as const

/** Why nothing of its author's can be done any more, in words that say what to do instead. */
export function sayOver(state: SuggestionState): string | undefined {
  if (state === 'withdrawn') return '你已经撤回了这件事，不能再改。还想办，请重新提交一件。'
  if (state === 'declined') return '这件事没有受理，理由写在下面。情况有变化，可以重新提交一件。'
  if (state === 'merged') return '这件事已经合到正在办的另一件里，在那里一起办。'
  return undefined
}
