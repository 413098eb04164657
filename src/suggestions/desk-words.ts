import type { SuggestionState } from '#db/schema.ts'
import { formatMonth } from '#calendar/lishui.ts'
import { suggestionStates } from './words.ts'

/** What the staff's side says: sign-in, the desk, the moves. */

export const signInWords = {
  title: '登录',
  lead: '给工作人员用的入口。市民建言不用登录，凭查询码就能看进度。',
  login: '账号',
  password: '密码',
  submit: '登录',
  loginMissing: '请填写账号',
  passwordMissing: '请填写密码',
  refusedTitle: '没有登录',
  // One sentence for every refusal: anything finer would tell which accounts exist.
  refused: '账号或密码不对，或者因为连续输错暂停登录（1 分钟起，最长 1 小时）。请核对大小写后再试。',
  byPhone: '没有账号的，用手机号登录',
  unsaved: '登录已经过期，刚才提交的内容没有保存。登录以后可以用浏览器的“后退”找回填写的文字。',
  signedOut: '已退出登录。',
  passwordChanged: '密码已改好，请用新密码登录。',
} as const

/** What waits for the desk stands out; what is done is quiet. */
export const stateTone = {
  received: 'gold',
  accepted: 'celadon',
  declined: 'plain',
  merged: 'plain',
  'handed-over': 'celadon',
  'signed-for': 'celadon',
  returned: 'gold',
  answered: 'gold',
  'sent-back': 'celadon',
  revisit: 'plain',
  closed: 'plain',
  reopened: 'gold',
  withdrawn: 'plain',
} as const satisfies Record<SuggestionState, string>

/** The tabs of the table, in order; an officer has only what lies with their unit. */
export const queueTabs = [
  { view: 'mine', label: '待我办' },
  { view: 'overdue', label: '已逾期' },
  { view: 'received', label: suggestionStates.received, office: true },
  { view: 'accepted', label: '待交办', office: true },
  { view: 'returned', label: suggestionStates.returned, office: true },
  { view: 'answered', label: '待核实', office: true },
  { view: 'revisit', label: '待回访', office: true },
  { view: 'open', label: '办理中' },
  { view: 'closed', label: suggestionStates.closed },
  { view: 'all', label: '全部' },
] as const

export const deskWords = {
  title: '工作台',
  welcome: (name: string) => `${name}，你好`,
  nothingHere: '你的角色目前在工作台上没有要办的事。',
  reminders: {
    nav: '提醒',
    title: '给你的提醒',
    read: '知道了',
    readHint: '这些提醒会收起来，建言还在列表里。',
    done: '提醒已收起。',
  },
  work: {
    title: '先办这些',
    none: '现在没有要你办的事。',
    all: (count: number) => `全部 ${count} 件`,
    lights: '督办的灯',
    noLights: '没有亮着的灯。',
    yellow: (count: number) => `黄灯 ${count}`,
    red: (count: number) => `红灯 ${count}`,
    trend: (lately: number, earlier: number) => `最近七天发督办函 ${lately} 份，再前七天 ${earlier} 份。`,
  },
  suggestions: '建言',
  suggestionsLead: '受理、交办、答复市民的建言',
  pieces: '件',
  cms: '内容管理',
  cmsLead: '写、改、发布网站上的内容',
  reviews: '审核',
  reviewsLead: '草稿走到了三审的哪一步，等谁办',
  faults: '内容差错',
  faultsLead: '没有通过检查、因而没有发布的内容文件',
  freshness: '更新情况',
  freshnessLead: '各栏目多久没有更新、文中的坏链接和缺少替代文字的图片',
  faultCount: (count: number) => (count === 0 ? '没有差错' : `${count} 处差错`),
} as const

export const queueWords = {
  caption: '建言列表',
  number: '编号',
  about: '事情',
  kind: '类型',
  category: '类别',
  county: '县（市、区）',
  words: '文字或编号',
  filter: '筛选',
  clear: '清除条件',
  any: '全部',
  where: '地点',
  received: '收到',
  state: '状态',
  due: '到期',
  unit: '牵头单位',
  overdue: '逾期',
  lateBy: (days: number) => (days === 0 ? '刚刚逾期' : `逾期 ${days} 天`),
  dueIn: (days: number, clock: string) => (days === 0 ? `今天 ${clock}` : days === 1 ? '明天' : `${days} 天后`),
  extensionAsked: '申请延期',
  reopened: (times: number) => `重办 ${times} 次`,
  reopenedTimes: '重办次数',
  month: '收到的月份',
  months: (first: string, last?: string) => (last ? `${formatMonth(first)}至${formatMonth(last)}` : formatMonth(first)),
  noUnit: '没有牵头单位',
  mark: '统计口径',
  choose: (title: string) => `选中：${title}`,
  choosing: '选中',
  chooseAll: '全选本页',
  chooseNone: '全不选',
  acceptChosen: '受理选中的',
  handOverChosen: '把选中的一起交办…',
  more: '更多条件',
  within: { label: '在哪里找', said: '市民说的', options: { answers: '答复', notes: '内部备注' } },
  owner: { label: '经办人', me: '我', of: (name: string) => `经办：${name}` },
  byOfficer: '由这位联络员答复的',
  returnedBy: (unit: string | undefined) => `${unit ?? '这位联络员'}退过单的`,
  byPerson: '按手机、称呼查…',
  saved: '常用',
  save: '存为常用…',
  export: '导出表格（Excel）',
  exportCsv: '导出 CSV',
  exportNote: '用 WPS 或 Excel 打开；Excel 表格最多 1 万行，再多请导出 CSV。不含姓名、电话；每次导出都有记录。',
  exportTooMany: '超过 1 万行，做不成一张 Excel 表格。请回到列表缩小范围，或者导出 CSV。',
  columns: {
    source: '来源',
    accepted: '受理时间',
    acceptedInTime: '受理按时',
    handedOver: '首次交办',
    signed: '签收',
    answered: '最近一次答复',
    shown: '市民首次看到答复',
    answeredInTime: '答复按时',
    daysUsed: '用了几个工作日',
    answer: '答复内容',
    satisfaction: '评价',
    coUnits: '协办单位',
    returns: '退单次数',
    closed: '办结',
    clerk: '经办人',
  },
  inTime: { yes: '按时', no: '逾期' },
  notChosen: '请先在表里选中要交办的建言',
  photos: (count: number) => `${count} 张照片`,
  pages: '分页',
  next: '下一页',
  first: '回到第一页',
  none: '没有符合条件的建言',
  noneHint: '换一个状态，或者放宽条件再看。',
  allDone: '都办完了',
  allDoneHint: '市民新提的建言会出现在这里，逾期的排在最前面。',
} as const

export const suggestionWords = {
  said: '市民说的',
  photoAlt: (position: number, count: number) => `市民附的照片，第 ${position} 张，共 ${count} 张`,
  place: '地点',
  receivedAt: '收到',
  consent: '公开',
  consentGiven: '同意隐去个人信息后公开',
  consentWithheld: '不同意公开',
  name: '称呼',
  phone: '手机',
  notGiven: '没有留',
  back: '回到列表',
  nextMatter: '下一件',
  clerk: (name: string) => `经办人：${name}`,
  looking: (name: string, minutes: number) =>
    `${name} ${minutes < 1 ? '刚刚' : `${minutes} 分钟前`}也打开了这一件，可能正在看。`,
  doneOf: (title: string) => `打开刚才那一件：${title}`,
  answerToCheck: '要核实的答复',
  added: '提交人补充',
  replied: '提交人回答',
  asked: (question: string) => `问：${question}`,
  mergedInto: '合并到',
  mergedFrom: '合并来的',
  notes: '内部备注',
  noNotes: '没有备注。',
  similar: '可能是同一件',
  mergeInto: '合到这一件',
  lead: '牵头',
  co: '协办',
  signedBy: (name: string) => `${name}已签收`,
  notSigned: '还没有签收',
  contributed: '已交协办意见',
  notContributed: '还没有交协办意见',
  handOverWords: '交办说明',
  begunByReturn: '退回',
  begunByReopening: '重新办理',
  next: '下一步',
  typedTooLate: '你刚才写的内容留在这里，需要时可以复制：',
  nothingToDo: '这件建言目前没有需要你做的事。',
  whatHappened: '经过',
  answerParts: '写到了',
  template: { label: '套用模板', none: '不用模板', use: '套用' },
  proposed: '建议',
  otherUnits: '全部单位',
  coUnits: '协办单位',
} as const

/** Why a unit is proposed, where it is not an indicator or a place by its name. */
export const proposalWords = { county: '属地' } as const

export const readingWords = {
  title: '提交人',
  open: '查看姓名、电话…',
  reason: '查看的理由',
  reasonHint: '例：电话核实具体地点。理由会显示在市民的进度页上',
  fields: { name: '称呼', phone: '手机', email: '邮箱' },
  read: (field: string) => `查看${field}`,
  readBy: (number: number) => `工作人员 ${number} 号`,
  logged: '（已记录；离开这一页就不再显示）',
} as const

export const letterWords = {
  title: '督办函',
  lights: { yellow: '黄灯', red: '红灯', settled: '已答复', lifted: '已撤销' },
  to: (unit: string) => `${unit}：`,
  overdue: (title: string, code: string, handed: string, due: string) =>
    `你单位牵头办理的市民建言“${title}”（编号 ${code}），${handed}应于 ${due}前答复，至今没有答复。`,
  asked: (title: string, code: string) => `现对你单位牵头办理的市民建言“${title}”（编号 ${code}）予以督办。`,
  handedOver: (day: string) => `${day}交办，`,
  order: '请收到本函后立即办理，在工作台上答复市民，并说明逾期的原因。再次逾期的，转为红灯，并按规定通报。',
  issued: (day: string) => `${day}`,
  print: '打印',
} as const

export const byPersonWords = {
  title: '按手机、称呼查建言',
  lead: '写完整的手机号，或者提交时填的完整称呼。每次查都有记录。',
  who: '手机号或称呼',
  missing: '请写手机号或称呼',
  find: '查',
  none: '没有这个人的建言',
  noneHint: '核对一下号码；称呼要和提交时填的一样，例：吴女士。',
  found: (count: number) => `查到 ${count} 件`,
} as const

export const savedFilterWords = {
  title: '常用条件',
  save: '存下来',
  remove: '去掉',
  done: '已存好。',
  tooMany: '最多存 20 组，请先去掉几组',
  none: '还没有存过。在列表里选好条件，点“存为常用”。',
} as const

export const acceptanceWords = {
  result: '受理结果',
  none: '没有选中可以受理的建言',
  done: '已受理',
} as const

export const handOverWords = {
  title: '批量交办',
  lead: '不选牵头单位，就各交给左边建议的单位；选了，就都交给它。每一件单独成败，办不成的会写明原因。',
  proposed: (unit: string) => `建议：${unit}`,
  noProposal: '名录里没有建议的单位，请单独交办',
  eachItsOwn: '各按建议的单位',
  none: '没有选中可以交办的建言',
  submit: (count: number) => `交办这 ${count} 件`,
  done: '已交办',
  result: '交办结果',
} as const

/** The keys of the desk, as ? lists them. */
export const keyWords = {
  title: '快捷键',
  open: '快捷键',
  close: '关闭',
  queue: [
    ['j', '下一件'],
    ['k', '上一件'],
    ['Enter', '打开'],
    ['x', '选中，用于批量受理、交办'],
    ['/', '查找'],
    ['?', '这张表'],
  ],
  suggestion: [
    ['e', '填写下一步'],
    ['n', '写备注'],
    ['j', '下一件'],
    ['u', '回到列表'],
    ['?', '这张表'],
  ],
} as const

export const faultWords = {
  lead: '下面的文件写得不合要求，系统没有发布它们；其他内容照常。改好并提交以后，几秒钟内会自动恢复。',
  file: '文件',
  field: '字段',
  message: '哪里不对',
  wholeFile: '整个文件',
  none: '所有内容都通过了检查',
  noneHint: '有文件没通过检查时，会写明是哪个文件、哪个字段、怎么改。',
} as const

export const freshnessWords = {
  columns: '栏目更新',
  column: '栏目',
  count: '条目',
  last: '最近发布',
  limit: '期限',
  state: '情况',
  empty: '没有内容，栏目已从导航中隐去',
  never: '没有发布过',
  days: (days: number) => `${days} 天`,
  age: (days: number) => (days === 0 ? '今天' : `${days} 天前`),
  overdue: (days: number) => `超期 ${days} 天`,
  overdueEmpty: '超期',
  fresh: '正常',
  limitHint: '期限在“网站设置”里改。发布时间取自发布那一刻，不能改早。',
  texts: '文中的问题',
  textsNone: '没有坏链接，图片也都有替代文字',
  entry: '条目',
  problem: '问题',
  what: '位置',
  kinds: { 'broken-link': '链接打不开', 'missing-alt': '图片没有替代文字' },
  faults: (count: number) => `另有 ${count} 处内容差错（包括找不到的图片和条目），见“内容差错”。`,
} as const

export const templateWords = {
  title: '答复模板',
  lead: '【】里的内容用的时候要换成实际情况，没换的发不出去',
  add: '加一个模板',
  submit: '保存',
  remove: '删除',
  done: '已保存。',
} as const
