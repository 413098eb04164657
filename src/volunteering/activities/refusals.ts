import { at, tooLate, unknown } from '#forms/refusals.ts'

export const activityRefusals = {
  unknown: unknown('没有找到这个活动'),
  notDraft: tooLate('活动已经发布或取消，不能再改这几项'),
  cancelled: tooLate('这个活动已经取消'),
  missing: tooLate('还差几项才能发布'),
  quotaTooLarge: at('first_timer_places', '留给新人的名额不能超过总名额'),
}
