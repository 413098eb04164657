/** What a volunteer can do; offered as check boxes, matched with what an activity asks for. */
export const skills = {
  traffic: '交通劝导',
  'first-aid': '急救',
  medical: '医护',
  counselling: '心理疏导',
  teaching: '课业辅导',
  guiding: '讲解引导',
  dialect: '会说本地方言',
  'foreign-language': '外语',
  'sign-language': '手语',
  writing: '文字宣传',
  photography: '摄影摄像',
  phones: '教用手机电脑',
  law: '法律咨询',
  mediation: '邻里调解',
  arts: '文艺表演',
  sports: '体育指导',
  gardening: '绿化养护',
  repair: '家电水电维修',
  cooking: '烹饪',
  driving: '驾驶',
} as const

export const weekdays = {
  mon: '周一',
  tue: '周二',
  wed: '周三',
  thu: '周四',
  fri: '周五',
  sat: '周六',
  sun: '周日',
} as const

export const dayParts = { morning: '上午', afternoon: '下午', evening: '晚上' } as const

/** What the volunteer's forms ask and say. */
export const registerWords = {
  title: '登记做小园丁',
  lead: '三分钟。只为认识你、联系你、保护你，资料不公开。',
  childTitle: '给孩子登记',
  profileTitle: '更正资料',
  childProfileTitle: (name: string) => `更正${name}的资料`,
  save: '保存',
  childLead: '未满 14 周岁的孩子，由监护人登记，一起报名、一起到场。',
  submit: '登记',
} as const

/** A guardian agrees again. */
export const renewalWords = {
  title: '再次同意',
  lead: (name: string) => `同意每年确认一次。请再看一遍，同意了，${name}就能继续报名。`,
  minor: '你同意过的未成年人',
  keep: '现在不办',
  standing: (until: string) => `你的同意有效到 ${until}。`,
  ended: '你的同意已经过期或者撤回，报名以前要再同意一次。',
} as const
