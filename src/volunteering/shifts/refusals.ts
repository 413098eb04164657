import { at, tooLate, unknown } from '#forms/refusals.ts'

export const shiftRefusals = {
  unknown: unknown('没有找到这个班次'),
  cancelled: tooLate('这个班次已经取消'),
  started: tooLate('班次已经开始，不能再办理'),
  notByChoice: tooLate('这个班次的名额不由组织者选'),
  choiceOver: tooLate('选人的时间已过，没有选的都已告诉他们'),
  applicantsChanged: at('sign_ups', '名单变了，请刷新再选一次'),
  nobodyChosen: at('sign_ups', '请至少选一位，或者告诉其余的人没有选上'),
  moreThanFree: (free: number, people: number) => at('sign_ups', `名额只剩 ${free} 个，选了 ${people} 人`),
  cannotServe: (number: string) =>
    at('sign_ups', `编号 ${number} 的志愿者现在来不了（报了别的班次，或者年龄、同意、培训有变化），请先不选`),
  notBegun: tooLate('班次还没有开始'),
  over: tooLate('班次已经结束'),
  longOver: tooLate('班次结束已超过 7 天，请直接联系文明办'),
  notEarlier: at('until', '要比原来的结束时间早'),
  happenedElsewhen: at('happened_at', '要在班次开始以后、现在以前'),
  times: at('until', '结束时间要晚于开始时间，一个班次不超过 24 小时'),
  past: at('on', '时间已经过去了，请另选时间'),
  tooSoonForDraw: at('on', '离开始太近，来不及抽签或者选人，请另选时间'),
  notInsured: at('on', '这一天不在志愿者保险的期间里，请先改保险或者另选日子'),
  lastWeekNotInsured: at('weeks', '后面的几周不在志愿者保险的期间里，请先改保险或者少排几周'),
  notesUsedUp: (most: number) => tooLate(`这一班今天已经发了 ${most} 次，明天才能再发`),
  capacity: at('capacity', '名额须是 1 到 5000 的整数'),
  belowTaken: at('capacity', '已经有更多的人报上，不能减到这个数'),
  belowQuota: at('capacity', '留给新人的名额不能超过总名额'),
}
