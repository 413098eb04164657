import { at, tooLate, unknown } from '#forms/refusals.ts'

export const trainingRefusals = {
  titleTaken: at('title', '已经有这一项了'),
  qualificationUnknown: at('qualification', '请从列表里选一项培训'),
  numberUnknown: at('number', '没有这个编号的志愿者，请核对编号'),
  notYet: at('trained_on', '不能晚于今天'),
  endsFirst: at('expires_on', '不能早于培训那天'),
  expired: at('expires_on', '已经过期了，请看看日期'),
  unknown: unknown('没有找到这次培训的记录'),
  withdrawn: tooLate('已经收回了'),
}
