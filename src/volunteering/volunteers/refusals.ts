import { formatDay } from '#calendar/lishui.ts'
import { at, forbidden, type Refusal, tooLate, unknown } from '#forms/refusals.ts'
import { guardianWords } from './words.ts'

export const volunteerRefusals = {
  unknown: unknown('没有找到这位志愿者'),
  otherNumber: at('other', '请填写另一份登记的志愿者编号'),
  anotherAnswers: tooLate('暂停是你办的，申诉由另一位工作人员答复'),
  otherPerson: tooLate('两份登记的出生日期不一样，请联系文明办核对'),
  appealedBefore: tooLate('已经申诉过一次，请等答复'),
  notYours: forbidden('只能为自己或者自己登记的孩子办理'),
  notRegistered: at('volunteer', '请先注册为志愿者'),
  alreadyRegistered: tooLate('你已经是志愿者了'),
  name: at('name', '请填写真实姓名，不超过 40 个字'),
  county: at('county', '请选择所在的县（市、区）'),
  skills: at('skills', '请从列出的技能里选择'),
  times: at('times', '请从列出的时间里选择'),
  wishes: at('wishes', '请从列出的服务类别里选择'),
  birthDate: at('birth_date', '请填写真实的出生日期'),
  birthDateKept: at('birth_date', '比以前填的出生日期早。以前填错了的，请文明办看过证件原件再改'),
  underFourteen: at('birth_date', '未满 14 周岁，请由监护人登录后为孩子登记'),
  consent: at('consent', '请阅读并勾选同意，才能注册'),
  identityNumber: at('identity_number', '证件号码不对，请对照证件再看一遍'),
  otherBirthDate: at('identity_number', '证件号码与出生日期对不上'),
  documentFirst: at('birth_date_by_document', '请在上面填写身份证号码'),
  saysNoBirthDate: at('identity_number', '只有居民身份证这样的 18 位号码写着出生日期，别的证件请联系文明办更正'),
  organiserKeepsNumber: at('identity_remove', '组织者要填着证件号码。请先到工作台不再组织，再来删除'),
  organiserKeepsCard: at(
    'identity_number',
    '组织者要填写着出生日期的 18 位证件号码。要换成别的证件，请先到工作台不再组织',
  ),
  identityConsent: at('identity_consent', '填写证件号码，须同意加密保存；不同意就请留空'),
}

/** Of claims to be older. */
export const ageRefusals = {
  unknown: unknown('没有找到这次核对，可能已经撤销'),
  decideClaim: tooLate('他交了核对，请在那里办'),
  notNeeded: tooLate('不用核对：现在记的不是未成年人的出生日期'),
  notEarlier: at('birth_date', '要比现在记的早才用核对；记的没有错，或者要改晚，不用来核对'),
  oneAtATime: tooLate('上一次的核对还在等文明办看证件，办好再交'),
  number: at('identity_number', '请填写证件号码'),
  consent: at('identity_consent', '核对要用证件号码，请勾选同意'),
}

export const guardianRefusals = {
  consent: at('guardian_consent', '请阅读并勾选监护人同意书，才能给孩子登记'),
  textChanged: tooLate('同意书刚改过，请再看一遍新的'),
  tooManyChildren: (most: number) => tooLate(`一个账号最多登记 ${most} 个孩子`),
  fourteenOrOlder: at('birth_date', '已满 14 周岁，请用自己的手机号注册，再请监护人同意'),
  isMinor: at('guardian_birth_date', '监护人须是成年人'),
  name: at('guardian_name', '请填写你的真实姓名，不超过 40 个字'),
  birthDate: at('guardian_birth_date', '请填写你自己的出生日期'),
  relation: at('relation', '请选择你是孩子的什么人'),
  kinds: at('kinds', '请至少勾一类活动'),
  needsPhone: tooLate('监护人须用自己的手机号登录，核对过的手机号才能作监护人'),
  phoneOfMinor: at(
    'guardian_birth_date',
    '这个手机号填过未成年人的出生日期。手机号是家长本人的，请文明办看过证件原件，再来办',
  ),
  twoAlready: tooLate('已经有两位监护人了，要换请联系文明办'),
  declareFirst: tooLate('请先写明你是谁，再表示同意'),
  isSelf: tooLate('不能给自己作监护人，孩子的手机号也不行'),
  notAMinor: tooLate('已满 18 周岁，不需要监护人同意'),
  invitationVoid: unknown('这个链接用过了或者已过期，请让孩子重新发一个'),
  unknown: unknown('没有找到这位监护人，请回到名单再看'),
  tooYoungToTakeOver: (from: string) => tooLate(guardianWords.handOverFrom(formatDay(from))),
  takenByChildAlone: tooLate('请孩子用自己的手机号登录，再打开这个链接'),
  linkVoid: unknown('这个链接用过了，或者已经过期'),
  nothingToRenew: tooLate('没有可以再次同意的同意书，请孩子发一个链接，重新同意'),
  consentUnknown: unknown('没有找到这份同意书，可能已经撤回'),
}

/** Whether the office can put it right, having seen a document: the page leads there (`/me/age`). */
export const isForAge = (refusal: Refusal): boolean =>
  refusal === volunteerRefusals.birthDateKept || refusal === guardianRefusals.phoneOfMinor
