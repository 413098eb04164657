import type { AgreementCase, ConsentKind, EndedReason, GuardianRule, NeedState, SignUpState } from '#db/schema-volunteers.ts'

/** What a volunteer can do; offered as check boxes, matched with what an activity asks for. */
export const skills = {
  'traffic': '交通劝导',
  'first-aid': '急救',
  'medical': '医护',
  'counselling': '心理疏导',
  'teaching': '课业辅导',
  'guiding': '讲解引导',
  'dialect': '会说本地方言',
  'foreign-language': '外语',
  'sign-language': '手语',
  'writing': '文字宣传',
  'photography': '摄影摄像',
  'phones': '教用手机电脑',
  'law': '法律咨询',
  'mediation': '邻里调解',
  'arts': '文艺表演',
  'sports': '体育指导',
  'gardening': '绿化养护',
  'repair': '家电水电维修',
  'cooking': '烹饪',
  'driving': '驾驶',
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

export const weekdays = { mon: '周一', tue: '周二', wed: '周三', thu: '周四', fri: '周五', sat: '周六', sun: '周日' } as const
export const dayParts = { morning: '上午', afternoon: '下午', evening: '晚上' } as const

export const guardianRules: Record<GuardianRule, string> = {
  adults: '仅限成年人',
  consent: '未成年人须监护人同意',
  accompanied: '未成年人须由监护人陪同参加',
}

/** 浙江省志愿服务条例 Art. 21: when a written agreement is needed. */
export const agreementCases: Record<AgreementCase, string> = {
  'danger': '可能危及人身安全、身心健康',
  'foreign-related': '涉外志愿服务',
  'month-or-longer': '连续一个月以上的专门服务',
  'large-event': '为大型活动服务',
  'outside-province': '到省外服务',
  'on-request': '一方要求签订书面协议',
}

/** What the law's gate may find missing, said to the organiser. */
export const missingBeforePublication = {
  'organisation-approved': '组织还没有通过审核',
  'what-to-do': '写明做什么',
  'place': '写明服务地点',
  'risk-text': '写明可能有什么风险',
  'protection-text': '写明提供哪些防护和培训',
  'insurance-reference': '填写志愿者保险的单号或批次',
  'contact': '填写联系人和联系电话',
  'minimum-age': '写明年龄要求',
  'guardian-rule': '写明未成年人能不能参加、怎样参加',
  'adults-minimum-age': '仅限成年人的活动，最低年龄不能低于 18 周岁',
  'hazardous-adults-only': '有危险的活动不能招募未成年人，最低年龄至少 18 周岁',
  'hazardous-agreement': '有危险的活动须签订书面协议，请勾选“可能危及人身安全、身心健康”',
  'agreement-reference': '属于须签书面协议的情形，请填写协议文本编号或存放处',
  'coming-shift': '至少安排一个还没开始的班次',
} as const
export type Missing = keyof typeof missingBeforePublication

export const needStates: Record<NeedState, string> = { 'filed': '待核实', 'verified': '已核实，等待认领', 'declined': '未采纳', 'taken-up': '已有组织认领', 'met': '已办好', 'withdrawn': '已撤回' }
export const signUpStates: Record<SignUpState, string> = { entered: '待抽签', waiting: '候补中', offered: '请确认', booked: '已报上', ended: '已结束' }

export const endedReasons: Record<EndedReason, string> = {
  'cannot-come': '本人说来不了',
  'declined': '没有接受名额',
  'lapsed': '没有按时确认，名额已让给下一位',
  'no-place': '开始前没有轮到',
  'removed': '由组织者取消',
  'shift-cancelled': '班次已取消',
  'company-gone': '陪同的监护人不来了',
  'consent-ended': '监护人撤回了同意',
  'left': '本人退出志愿服务',
  'erased': '本人注销了资料',
}

/** Texts a person agrees to. A change of wording is a new version; the old one stays readable. */
export const consentTexts: Record<ConsentKind | 'guardian', { version: string; text: string }> = {
  'registration': {
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
  'guardian': {
    version: 'guardian-2026-11',
    text: '我是这位未成年人的监护人。我已了解志愿服务的内容、风险和防护安排，同意其参加与年龄、身心状况相适应的志愿服务，同意本站为此保存其姓名、出生日期和服务记录。我可以随时撤回同意。',
  },
}

/** Why a move was refused, in words for the person who tried it. */
export const volunteerRefusals: Record<string, string> = {
  'bad-name': '请填写真实姓名，不超过 40 个字',
  'bad-birth-date': '请填写真实的出生日期',
  'bad-county': '请选择所在的县（市、区）',
  'bad-skill': '请从列出的技能里选择',
  'bad-time': '请从列出的时间里选择',
  'bad-wish': '请从列出的服务类别里选择',
  'consent-missing': '请阅读并勾选同意，才能注册',
  'identity-consent-missing': '填写身份证号码，须同意加密保存；不同意就请留空',
  'bad-identity-number': '身份证号码不对，请核对 18 位数字，最后一位可以是 X',
  'identity-not-birth-date': '身份证号码与出生日期对不上',
  'identity-taken': '这个身份证号码已经注册过。是本人的话，请用原来的手机号登录',
  'already-registered': '你已经是志愿者了',
  'under-fourteen': '未满 14 周岁，请由监护人登录后为孩子登记',
  'fourteen-or-older': '已满 14 周岁，请用自己的手机号注册，再请监护人同意',
  'guardian-is-minor': '监护人须是成年人',
  'guardian-is-self': '不能给自己作监护人',
  'not-a-minor': '已满 18 周岁，不需要监护人同意',
  'invitation-void': '这个链接用过了或者已过期，请让孩子重新发一个',
  'consent-unknown': '没有找到这份同意书，可能已经撤回',
  'not-a-volunteer': '请先注册为志愿者',
  'not-yours': '只能为自己或者自己登记的孩子办理',
  'not-your-organisation': '你不是这个组织的组织者',
  'organisation-unknown': '没有找到这个组织',
  'name-taken': '已经有同名的组织',
  'parent-unknown': '没有找到上级组织',
  'already-decided': '已经办理过了',
  'already-member': '你已经在这个组织里了',
  'not-member': '你不在这个组织里',
  'last-organiser': '至少要留一位组织者',
  'need-unknown': '没有找到这个求助',
  'need-not-verified': '求助还没有核实，或者已经有组织认领',
  'need-closed': '这个求助已经结束',
  'bad-times': '结束时间要晚于开始时间，一个班次不超过 24 小时',
  'in-the-past': '时间已经过去了，请另选时间',
  'too-soon-for-draw': '离开始太近，来不及抽签，请另选时间',
  'activity-unknown': '没有找到这个活动',
  'not-published': '活动还没有发布',
  'activity-not-draft': '活动已经发布或取消，不能再改这几项',
  'something-missing': '还差几项才能发布',
  'quota-over-capacity': '留给新人的名额不能超过总名额',
  'shift-unknown': '没有找到这个班次',
  'shift-cancelled': '这个班次已经取消',
  'sign-up-closed': '这个班次已停止报名',
  'not-open-yet': '还没有开始报名',
  'already-started': '班次已经开始，不能再办理',
  'already-signed-up': '你已经报过名了',
  'overlaps': '和你已报上的另一个班次时间冲突',
  'too-young': '没有达到这个活动的年龄要求',
  'needs-consent': '未成年人参加，须监护人先在本站同意',
  'needs-company': '这个活动要求监护人陪同，请和监护人一起报名',
  'shift-full': '名额已满',
  'party-too-large': '一起报名的人数超过了名额',
  'key-used': '这张表单已经提交过，请刷新页面再试',
  'sign-up-unknown': '没有找到这次报名',
  'offer-over': '确认的时间已过，名额让给了下一位',
  'nothing-to-confirm': '这次报名不需要确认',
  'sign-up-ended': '这次报名已经结束',
  'below-taken': '已经有更多的人报上，不能减到这个数',
  'bad-capacity': '名额须是 1 到 5000 的整数',
}
