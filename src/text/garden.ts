/** What the volunteer's forms ask and say. */
export const registerWords = {
  title: '登记做小园丁',
  lead: '三分钟。只为认识你、联系你、保护你，资料不公开。',
  childTitle: '给孩子登记',
  childLead: '未满 14 周岁的孩子，由监护人登记，一起报名、一起到场。',
  name: { label: '姓名', hint: '写真实姓名，以后开志愿服务证明要用。' },
  birthDate: { label: '出生日期', hint: '写成 1990-05-06。活动的年龄要求按它算。' },
  county: { label: '住在哪个县（市、区）', empty: '请选择' },
  skills: { label: '会做什么' },
  times: { label: '哪天有空', hint: '勾上大概有空的时候，我们按它找合适的班次。' },
  wishes: { label: '想做什么' },
  identity: { label: '身份证号码', hint: '不填也能参加。填了加密保存，只用来核对重复登记和开证明。' },
  submit: '登记',
} as const

/** Which field of the form a refusal belongs to. */
export const fieldOfRefusal: Record<string, string> = {
  'bad-name': 'name',
  'bad-birth-date': 'birth_date',
  'under-fourteen': 'birth_date',
  'fourteen-or-older': 'birth_date',
  'bad-county': 'county',
  'bad-skill': 'skills',
  'bad-time': 'times',
  'bad-wish': 'wishes',
  'consent-missing': 'consent',
  'bad-identity-number': 'identity_number',
  'identity-not-birth-date': 'identity_number',
  'identity-taken': 'identity_number',
  'identity-consent-missing': 'identity_consent',
}
