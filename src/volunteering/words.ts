import type {
  AgreementCase,
  ConsentKind,
  EndedReason,
  GuardianRule,
  NeedState,
  SignUpState,
} from '#db/schema-volunteers.ts'

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

/** What an activity is about, and what a volunteer wishes to do. */
export const activityKinds = {
  traffic: '文明交通',
  environment: '环境整治',
  etiquette: '文明劝导',
  elderly: '助老敬老',
  minors: '关爱未成年人',
  disabled: '助残帮扶',
  community: '邻里互助',
  culture: '文化活动',
  science: '科普宣传',
  health: '健康服务',
  event: '大型活动',
  emergency: '应急支援',
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

export const guardianRules: Record<GuardianRule, string> = {
  adults: '仅限成年人',
  consent: '未成年人须监护人同意',
  accompanied: '未成年人须由监护人陪同参加',
}

/** 浙江省志愿服务条例 Art. 21: when a written agreement is needed. */
export const agreementCases: Record<AgreementCase, string> = {
  danger: '可能危及人身安全、身心健康',
  'foreign-related': '涉外志愿服务',
  'month-or-longer': '连续一个月以上的专门服务',
  'large-event': '为大型活动服务',
  'outside-province': '到省外服务',
  'on-request': '一方要求签订书面协议',
}

export const needStates: Record<NeedState, string> = {
  filed: '待核实',
  verified: '已核实，等待认领',
  declined: '未采纳',
  'taken-up': '已有组织认领',
  met: '已办好',
  withdrawn: '已撤回',
}
export const signUpStates: Record<SignUpState, string> = {
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
}

/** Texts a person agrees to. A change of wording is a new version; the old one stays readable. */
export const consentTexts: Record<ConsentKind | 'guardian', { version: string; text: string }> = {
  registration: {
    version: 'registration-2026-11',
    text: '我自愿注册为志愿者，同意本站为组织志愿服务保存我的姓名、出生日期、联系方式、所在县（市、区）、技能和可服务时间。资料只给我报名的活动的组织者使用，不公开。我可以随时查看、更正、导出，也可以退出或者注销。',
  },
  'identity-number': {
    version: 'identity-number-2026-11',
    text: '我同意本站加密保存我的身份证号码，只用于核对是否重复注册和开具志愿服务证明。不填也可以参加志愿服务。',
  },
  'being-asked': {
    version: 'being-asked-2026-11',
    text: '我愿意在有求助需要我这样的帮手时收到询问。去不去由我决定，我可以随时关闭。',
  },
  guardian: {
    version: 'guardian-2026-11',
    text: '我是这位未成年人的监护人。我已了解志愿服务的内容、风险和防护安排，同意其参加与年龄、身心状况相适应的志愿服务，同意本站为此保存其姓名、出生日期和服务记录。我可以随时撤回同意。',
  },
}
