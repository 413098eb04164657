import { at, forbidden, tooLate, unknown } from '#forms/refusals.ts'

export const organisationRefusals = {
  notOffice: forbidden('审核组织是管理员的事'),
  unknown: unknown('没有找到这个组织'),
  notYours: forbidden('你不是这个组织的组织者'),
  nameTaken: at('name', '已经有同名的组织'),
  parentUnknown: at('parent', '没有找到上级组织'),
  numberUnknown: at('number', '没有这个编号的成年志愿者，请核对编号'),
  lastOrganiser: tooLate('至少要留一位组织者'),
  alreadyMember: tooLate('你已经在这个组织里了'),
  notMember: tooLate('你不在这个组织里'),
}
