import { at, type Refusal, tooLate, unknown } from '#forms/refusals.ts'

/** Why no guardian's consent covers a minor's shift, and what helps. */
export const consentRefusals = {
  never: at('volunteer', '未成年人参加，须监护人先在本站同意'),
  refused: at('volunteer', '监护人说了不同意参加这一班。监护人改了主意，请监护人再同意一次'),
  ended: at('volunteer', '监护人的同意过期了，或者撤回了，请监护人再同意一次'),
  short: at('volunteer', '监护人的同意到不了这一班那天就到期，请监护人再同意一次'),
  other: at('volunteer', '监护人的同意不包括这个活动，请监护人同意这个活动'),
}

/** Whether somebody is refused for want of a consent, whatever is wrong with it. */
export function isConsentRefusal(refusal: Refusal | undefined): boolean {
  return Object.values(consentRefusals).some(one => one === refusal)
}

export const signUpRefusals = {
  unknown: unknown('没有找到这次报名'),
  notPublished: unknown('活动还没有发布'),
  closed: tooLate('这个班次已停止报名'),
  choiceOver: tooLate('这个班次的人已经选定'),
  oneOrganiser: tooLate('办孩子的活动要有两位组织者，这个队伍现在只有一位，有了第二位再报名'),
  notOpenYet: tooLate('还没有开始报名'),
  already: tooLate('你已经报过名了'),
  full: tooLate('名额已满'),
  partyTooLarge: at('volunteer', '一起报名的人数超过了名额'),
  party: (most: number) => at('volunteer', `一起报名最多 ${most} 人`),
  tooManyOpen: (most: number) => at('volunteer', `每人最多同时报 ${most} 个还没开始的班次，有一个结束或者取消了再报`),
  tooYoung: at('volunteer', '没有达到这个活动的年龄要求'),
  untrained: (lacks: string[]) =>
    at('volunteer', `这项活动要先有培训，还缺：${lacks.join('、')}。请找括号里的组织，培训以后由他们记上，再来报名`),
  needsConsent: consentRefusals.never,
  blocked: tooLate('文明办暂停了报名，原因和怎样申诉见“我的花园”'),
  handOverFirst: at('volunteer', '孩子那时已满 18 周岁，请先把记录交给本人，由本人报名'),
  needsCompany: at('volunteer', '这个活动要求监护人陪同，请和监护人一起报名'),
  agreement: at('agreement', '这项活动要签书面协议：请看过志愿服务协议，打勾同意'),
  changedSince: at('volunteer', '活动说明刚改过，请再看一遍，再点一次'),
  offerOver: tooLate('确认的时间已过，名额让给了下一位'),
  nothingToConfirm: tooLate('这次报名不需要确认'),
  ended: tooLate('这次报名已经结束'),
}
