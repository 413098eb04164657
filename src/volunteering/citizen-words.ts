/** What the volunteer's forms ask and say. */
export const registerWords = {
  title: '登记做小园丁',
  lead: '三分钟。只为认识你、联系你、保护你，资料不公开。',
  childTitle: '给孩子登记',
  profileTitle: '更正资料',
  childProfileTitle: (name: string) => `更正${name}的资料`,
  save: '保存',
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

/** Asking for helping hands. */
export const needFormWords = {
  heading: '我这里缺人手',
  lead: '写下要做什么、哪天、在哪里。先核实，再交给愿意接的队伍；没有核实以前，谁也看不到。',
  title: { label: '需要什么帮手', hint: '例如：请人陪老人去一趟医院' },
  what: { label: '说清楚些', hint: '要做什么、要多大力气、要注意什么。不要写身份证号和病历。' },
  kind: { label: '属于哪一类', empty: '请选择' },
  county: { label: '县（市、区）' },
  place: { label: '具体地点' },
  on: { label: '哪一天', hint: '写成 2026-12-05' },
  from: { label: '几点开始' },
  until: { label: '几点结束' },
  people: { label: '要几个人' },
  titleMissing: '请用一句话写需要什么帮手',
  whatMissing: '请写清楚要做什么',
  kindMissing: '请选属于哪一类',
  countyMissing: '请选择县（市、区）',
  placeMissing: '请写在哪里',
  onWrong: '请写哪一天，例如 2026-12-05',
  fromWrong: '请写几点开始，例如 09:00',
  untilWrong: '请写几点结束，例如 11:30',
  untilBeforeFrom: '结束时间要晚于开始时间',
  peopleWrong: '请写 1 到 100 的人数',
  stale: '请刷新页面再试',
  tooLong: (most: number) => `请写短一些，不超过 ${most} 个字`,
} as const

/** A clerk turns a suggestion into a need. */
export const suggestedNeedWords = {
  title: '转为志愿求助',
  heading: '志愿求助',
  from: '来自建言',
  lead: '交给愿意接的志愿队伍。建言照常办理，两边互相看得到。',
  warning: '下面写的，队伍和志愿者都看得到（看不到建言本身）：请删去姓名、电话和门牌。',
  none: '要是请志愿者搭把手就能办好，可以转为求助，由志愿队伍认领。',
  link: '转为志愿求助',
  submit: '转为求助',
  back: '回到建言',
  done: '已转为志愿求助，等队伍认领。',
} as const

/** Applying for a team to be admitted. */
export const applyWords = {
  title: '申请成立队伍',
  lead: '几个人就能成立一支志愿服务队伍。文明办审核以后，队伍公开，你来安排活动、招募小园丁。',
  name: { label: '队伍名称', hint: '2 到 60 个字，例如：水阁社区护河队' },
  county: { label: '在哪个县（市、区）' },
  introduction: { label: '介绍', hint: '做什么、什么时候做、谁可以来。会公开，不超过 1000 字。' },
  contactName: { label: '联系人', hint: '会公开，报名的人有事找他。' },
  contactPhone: { label: '联系电话', hint: '会公开，手机或者座机，例如 0578-2090000。' },
  parent: { label: '上级队伍', none: '没有' },
  submit: '提交申请',
  nameWrong: '请写 2 到 60 个字的名称',
  introductionWrong: '请写几句介绍，不超过 1000 个字',
  contactNameWrong: '请写联系人，不超过 40 个字',
  contactPhoneWrong: '请写电话，例如 13800000000 或 0578-2090000',
  whatThen: '提交以后',
  steps: [
    '文明办在工作台上审核，结果在“我的花园”里看，也发短信告诉你。',
    '通过以后，你是第一位组织者，可以再请别人一起组织。',
    '没有通过会写明原因，改好可以再申请。',
  ],
  mine: '我申请的队伍',
  states: { applied: '等审核', approved: '已通过', declined: '没有通过', dissolved: '已解散' },
  link: '申请成立队伍',
} as const

/** A guardian agrees again. */
export const renewalWords = {
  title: '再次同意',
  lead: (name: string) => `同意每年确认一次。请再看一遍，同意了，${name}就能继续报名。`,
  minor: '你同意过的未成年人',
  submit: '我是监护人，我同意',
  keep: '现在不办',
  standing: (until: string) => `你的同意有效到 ${until}。`,
  ended: '你的同意已经过期或者撤回，报名以前要再同意一次。',
  renew: '再次同意',
  revoke: '撤回同意',
} as const
