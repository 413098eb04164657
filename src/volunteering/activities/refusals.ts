import { at, forbidden, tooLate, unknown } from '#forms/refusals.ts'

export const activityRefusals = {
  unknown: unknown('没有找到这个活动'),
  notDraft: tooLate('活动已经发布或取消，不能再改这几项'),
  cancelled: tooLate('这个活动已经取消'),
  missing: tooLate('还差几项才能发布'),
  notSubmitted: tooLate('这个活动没有在等审核，可能已经看过'),
  changedSince: tooLate('你打开这一页以后又改过了，请把现在的内容再看一遍'),
  noChange: tooLate('没有等你看的改动：可能看过了，也可能组织者不改了'),
  notOffice: forbidden('审核活动是管理员的事'),
  quotaTooLarge: at('first_timer_places', '留给新人的名额不能超过总名额'),
}
