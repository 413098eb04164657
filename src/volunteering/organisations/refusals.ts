import { at, forbidden, tooLate, unknown } from '#forms/refusals.ts'

export const organisationRefusals = {
  notOffice: forbidden('审核组织是管理员的事'),
  unknown: unknown('没有找到这个组织'),
  notYours: forbidden('你不是这个组织的组织者'),
  notProven: tooLate('申请人须是登记过、填了证件号码的成年小园丁。请先到“我的花园”补上证件号码，再来申请。'),
  notProvenToOrganise: tooLate(
    '组织者须是登记过、填了证件号码的成年小园丁。请先在“我的花园”更正资料里补上，再来同意。',
  ),
  noDocument: at('documents', '请上传登记证书，或者挂靠单位盖章的说明'),
  documentsGone: at('documents', '上传的照片放得太久，已经清掉了，请重新上传'),
  nameTaken: at('name', '已经有同名的组织'),
  codeTaken: at('credit_code', '这个统一社会信用代码的组织已经申请过了'),
  parentUnknown: at('parent', '没有找到上级组织'),
  numberUnknown: at('number', '没有这个编号的成年志愿者，请核对编号'),
  alreadyOrganises: at('number', '这位已经是组织者了'),
  appointmentUnknown: unknown('没有找到这个邀请，可能已经答复过'),
  lastOrganiser: tooLate('至少要留一位组织者；不想再办，请联系文明办解散队伍'),
  childrenNeedTwo: tooLate('还有未满 14 周岁孩子的班次要办，组织者至少留两位'),
  founder: forbidden('取消发起人的组织者，要由文明办来办'),
  alreadyMember: tooLate('你已经在这个组织里了'),
  notMember: tooLate('你不在这个组织里'),
  notStanding: tooLate('组织现在的状态不能这样办'),
  sameAsBefore: at('form', '和现在的一样，没有要改的'),
  changeWaits: tooLate('上一次的修改还在等文明办审核'),
  noChange: tooLate('没有等审核的修改，可能已经审过'),
}
