import { at, forbidden, tooLate, unknown } from '#forms/refusals.ts'

export const needRefusals = {
  notOffice: forbidden('核实求助是受理员的事'),
  unknown: unknown('没有找到这个求助'),
  timeOver: tooLate('求助的时间已经过了，不能再通过'),
  notVerified: tooLate('求助还没有核实，或者已经有组织认领'),
  closed: tooLate('这个求助已经结束'),
  activityStands: tooLate('由它开的活动已经发布，请先取消活动，求助会自己退回'),
  tooManyOpen: (most: number) => tooLate(`每人最多同时有 ${most} 个没办完的求助，等前面的有了结果再提`),
  suggestionEnded: tooLate('这件建言已经撤回或者不予受理，不能再转为求助'),
  times: at('until', '结束时间要晚于开始时间'),
  past: at('on', '时间已经过去了，请另选时间'),
}
