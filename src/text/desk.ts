import type { SuggestionState } from '../../db/schema.ts'
import { counties } from '../publishing/types/counties.ts'
import { suggestionCategories, suggestionStates } from './suggestions.ts'

/** What the staff's side says: sign-in, the desk, the moves. */

export const signInWords = {
  title: '登录',
  lead: '给工作人员用的入口。市民建言不用登录，凭编号就能看进度。',
  login: '账号',
  password: '密码',
  submit: '登录',
  loginMissing: '请填写账号',
  passwordMissing: '请填写密码',
  refusedTitle: '没有登录',
  // One sentence for every refusal: anything finer would tell which accounts exist.
  refused: '账号或密码不对，或者因为连续输错暂停登录（1 分钟起，最长 1 小时）。请核对大小写后再试。',
  tooMany: '这个网络地址上登录失败太多次了，请 15 分钟后再试。',
  unsaved: '登录已经过期，刚才提交的内容没有保存。登录以后可以用浏览器的“后退”找回填写的文字。',
  signedOut: '已退出登录。',
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

/** The tabs of the table, in order. */
export const queueTabs = [
  { state: 'waiting', label: '待办' },
  { state: 'received', label: suggestionStates.received },
  { state: 'accepted', label: suggestionStates.accepted },
  { state: 'revisit', label: suggestionStates.revisit },
  { state: 'declined', label: suggestionStates.declined },
  { state: 'all', label: '全部' },
] as const

export const deskWords = {
  title: '工作台',
  welcome: (name: string) => `${name}，你好`,
  nothingHere: '你的角色目前在工作台上没有要办的事。',
  suggestions: '建言',
  suggestionsLead: '受理、答复市民的建言',
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
  code: '编号',
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
  // A category or county that is no longer in use is still shown, by its key.
  categoryOf: (key: string) => (suggestionCategories as Record<string, string>)[key] ?? key,
  countyOf: (key: string) => (counties as Record<string, string>)[key] ?? key,
  waitedFor: (days: number) => (days === 0 ? '今天' : `${days} 天前`),
  photos: (count: number) => `${count} 张照片`,
  pages: '分页',
  next: '下一页',
  first: '回到第一页',
  none: '没有符合条件的建言',
  noneHint: '换一个状态，或者放宽条件再看。',
  allDone: '都办完了',
  allDoneHint: '市民新提的建言会出现在这里，等得最久的排在最前面。',
} as const

export const suggestionWords = {
  said: '市民说的',
  photoAlt: (position: number, count: number) => `市民附的照片，第 ${position} 张，共 ${count} 张`,
  place: '地点',
  coordinates: '坐标',
  receivedAt: '收到',
  consent: '公开',
  consentGiven: '同意隐去个人信息后公开',
  consentWithheld: '不同意公开',
  name: '称呼',
  phone: '手机',
  notGiven: '没有留',
  next: '下一步',
  typedTooLate: '你刚才写的内容留在这里，需要时可以复制：',
  nothingToDo: '这件建言目前没有需要你做的事。',
  whatHappened: '经过',
} as const

export const moveWords = {
  acceptance: {
    title: '受理',
    hint: '受理以后，市民的进度页马上会显示。',
    submit: '受理',
    done: '已受理，市民马上能看到。',
  },
  declination: {
    title: '不予受理',
    reason: '理由',
    choose: '请选择',
    reasonMissing: '请选一条理由',
    words: '写给市民的说明',
    wordsHint: '说清楚为什么，可以找哪里办。市民会原样看到。',
    wordsMissing: '请写几句说明，至少 10 个字',
    wordsTooLong: '说明请控制在 500 字以内',
    submit: '不予受理',
    done: '已记为不予受理，市民马上能看到理由和说明。',
  },
  answer: {
    title: '答复',
    body: '答复内容',
    bodyHint: '结论、依据、怎么做的、什么时候、联系谁。市民会原样看到。',
    bodyMissing: '请写答复，至少 10 个字',
    bodyTooLong: '答复请控制在 3000 字以内',
    submit: '发出答复',
    done: '答复已发出，市民马上能看到。',
  },
} as const

/** When a move came too late: what it is now, who was first, and when. */
export function tooLate({ state, by, at }: { state: SuggestionState; by?: string | undefined; at?: string | undefined }): string {
  const who = by ? `${by}在 ${at} 已经处理了这件建言` : '这件建言已经处理过了'
  return `${who}，现在的状态是“${suggestionStates[state]}”。你这一次没有生效，市民看到的没有变。`
}

/** A line of the time line, by the event's action. */
export const eventWords: Record<string, string> = {
  'suggestion.received': '市民提交',
  'suggestion.accepted': '受理',
  'suggestion.declined': '不予受理',
  'suggestion.answered': '答复',
}

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
