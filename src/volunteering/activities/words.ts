import type { ActivityState, AgreementCase, GuardianRule, TaskRisk } from '#db/schema-volunteers.ts'

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

export const sayKind = (kind: string): string => activityKinds[kind as keyof typeof activityKinds] ?? kind

export const guardianRules: Record<GuardianRule, string> = {
  adults: '仅限成年人',
  consent: '未成年人须监护人同意',
  accompanied: '未成年人须由监护人陪同参加',
}

/** Tasks that are dangerous in themselves. */
export const taskRisks: Record<TaskRisk, string> = {
  water: '下水、临水作业',
  height: '登高、攀爬',
  roadway: '走上车行道',
  fire: '防火、扑火',
  disaster: '抢险救灾',
  epidemic: '疫情防控',
  machines: '用电锯等动力工具',
  wild: '野外搜寻、走没有路的山',
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

export const activityStates: Record<ActivityState, string> = {
  draft: '草稿',
  submitted: '等文明办看',
  published: '已发布',
  cancelled: '已取消',
}

export const activityTone = {
  draft: 'gold',
  submitted: 'gold',
  published: 'celadon',
  cancelled: 'plain',
} as const satisfies Record<ActivityState, string>

/** How the places of each shift are given. */
export function sayHowGiven({ draw_hours, choose_hours }: { draw_hours: number | null; choose_hours: number | null }) {
  if (draw_hours !== null) return `开始前 ${draw_hours} 小时抽签，先报后报机会一样`
  return choose_hours === null ? '先报先得' : `由组织者选定，最晚开始前 ${choose_hours} 小时告诉结果`
}

export const activityWords = {
  newTitle: '写一个活动',
  newLead: '先存成草稿，别人看不到。',
  submitNew: '存成草稿',
  fill: '填写内容',
  change: '改说明',
  changeTitle: (title: string) => `${title} · 内容`,
  changeLead: '可以分几次填，缺的在发布前补上。',
  changePublishedLead:
    '改了做什么、地点、风险或者防护，有的要文明办看过才公开，已报名的人要重新确认来不来；改了别的，他们会收到消息。年龄、名额、抽签这些规则发布后不能再改。',
  changeSubmittedLead: '改了以后回到草稿，要重新提交。',
  submittedTitle: '等文明办看',
  submittedLead: '看过就公开，也可能退回来请你改。结果会发消息告诉你。',
  reviewTitle: '看一看，能不能公开',
  returned: '上次退回的原因',
  changeWaits: '有改动等文明办看',
  changeWaitsLead:
    '看过才公开；在那以前，大家看到的、报了名的人同意的还是原来的样子。到“改说明”里可以接着改，改回原样就是不改了。',
  changeTitleOffice: '看一看，能不能这样改',
  changeWanted: '想改这些',
  changeOthers: (names: string) => `还改了：${names}`,
  agreement: '要签书面协议',
  noAgreement: '不用签书面协议',
  insured: (from: string, until: string) => `${from} 到 ${until}`,
  changedSince: '你报名以后改了这些',
  columns: {
    what_to_do: '做什么',
    place: '地点',
    risk_text: '可能的风险',
    protection_text: '怎样防护',
    agreement_cases: '书面协议',
    meeting_point: '集合地点',
  },
  unsaid: '没有写',
  before: '原来',
  after: '现在',
  save: '保存',
  ready: '可以发布了',
  missing: (count: number) => `发布前还差 ${count} 项`,
  missingLead: '志愿服务条例要求让志愿者事先知道这些。',
  shifts: '班次',
  past: '过去的班次',
  noShifts: '还没有班次',
  noShiftsHint: '一个活动可以排很多班，每班单独报名。',
  addShifts: '加班次',
  told: '取消原因',
  terms: '给志愿者看的说明',
  emptyTerm: '还没写',
  age: (years: number) => `${years} 周岁以上`,
  draw: ({
    draw_hours,
    choose_hours,
    waiting_list,
    first_timer_places,
  }: {
    draw_hours: number | null
    choose_hours: number | null
    waiting_list: boolean
    first_timer_places: number
  }) =>
    [
      sayHowGiven({ draw_hours, choose_hours }),
      waiting_list ? '满了可以排候补' : '不设候补',
      first_timer_places > 0 && `每班留 ${first_timer_places} 个名额给第一次来的人，每人只用一次`,
    ]
      .filter(Boolean)
      .join('；'),
  fromNeed: '来自求助',
  publicPage: '公开页面',
  when: '时间',
  what: '活动',
  places: '名额',
  line: '候补和待确认',
  lineOf: ({ applied, waiting, offered }: { applied: number; waiting: number; offered: number }) =>
    [applied > 0 && `${applied} 人等你选`, waiting > 0 && `${waiting} 人候补`, offered > 0 && `${offered} 人待确认`]
      .filter(Boolean)
      .join('，'),
  done: { drafted: '草稿存好了。', terms: '已保存。', change: '交给文明办看了，看过才公开。', shifts: '班次加好了。' },
} as const
