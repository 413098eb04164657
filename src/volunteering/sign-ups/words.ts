import type { EndedReason, SignUpState } from '#db/schema-volunteers.ts'

export const signUpStates: Record<SignUpState, string> = {
  applied: '等组织者选',
  entered: '待抽签',
  waiting: '候补中',
  offered: '请确认',
  booked: '已报上',
  ended: '已结束',
}

export const endedReasons: Record<EndedReason, string> = {
  'cannot-come': '本人说来不了',
  declined: '没有接受名额',
  lapsed: '没有按时确认，名额已让给下一位',
  'no-place': '开始前没有轮到',
  removed: '由组织者取消',
  'shift-cancelled': '班次已取消',
  'company-gone': '陪同的监护人不来了',
  'consent-ended': '监护人撤回了同意',
  left: '本人退出志愿服务',
  erased: '本人注销了资料',
  'guardian-refused': '监护人不同意',
  'age-corrected': '出生日期更正后不符合年龄要求',
  merged: '和同一个人的另一份登记合并了',
  'not-chosen': '这次名额有限，没有选上',
  'booked-elsewhere': '你报上了时间冲突的另一个班次，名额已让给下一位',
  blocked: '文明办暂停了报名',
}
