import { at, forbidden, tooLate, unknown } from '#forms/refusals.ts'

export const volunteerRefusals = {
  notYours: forbidden('只能为自己或者自己登记的孩子办理'),
  notRegistered: at('volunteer', '请先注册为志愿者'),
  alreadyRegistered: tooLate('你已经是志愿者了'),
  name: at('name', '请填写真实姓名，不超过 40 个字'),
  county: at('county', '请选择所在的县（市、区）'),
  skills: at('skills', '请从列出的技能里选择'),
  times: at('times', '请从列出的时间里选择'),
  wishes: at('wishes', '请从列出的服务类别里选择'),
  birthDate: at('birth_date', '请填写真实的出生日期'),
  underFourteen: at('birth_date', '未满 14 周岁，请由监护人登录后为孩子登记'),
  consent: at('consent', '请阅读并勾选同意，才能注册'),
  identityNumber: at('identity_number', '证件号码不对，请对照证件再看一遍'),
  otherBirthDate: at('identity_number', '证件号码与出生日期对不上'),
  identityTaken: at('identity_number', '这个证件号码已经注册过。是本人的话，请用原来的手机号登录'),
  identityConsent: at('identity_consent', '填写证件号码，须同意加密保存；不同意就请留空'),
}

export const guardianRefusals = {
  consent: at('guardian_consent', '请阅读并勾选监护人同意书，才能给孩子登记'),
  textChanged: tooLate('同意书刚改过，请再看一遍新的'),
  fourteenOrOlder: at('birth_date', '已满 14 周岁，请用自己的手机号注册，再请监护人同意'),
  isMinor: tooLate('监护人须是成年人'),
  isSelf: tooLate('不能给自己作监护人'),
  notAMinor: tooLate('已满 18 周岁，不需要监护人同意'),
  invitationVoid: unknown('这个链接用过了或者已过期，请让孩子重新发一个'),
  consentUnknown: unknown('没有找到这份同意书，可能已经撤回'),
}
