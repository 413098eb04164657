import type { ShiftState } from '#db/schema-volunteers.ts'

export const shiftStates: Record<ShiftState, string> = { open: '报名中', closed: '停止报名', cancelled: '已取消' }

export const shiftWords = {
  addTitle: (title: string) => `${title} · 加班次`,
  addLead: '同一个时间每周都有的，一次加好。',
  submitAdd: '加班次',
} as const

export const rosterWords = {
  title: (title: string, day: string) => `${title} · ${day}`,
  roster: '名单',
  groups: { booked: '已报上', offered: '等他们确认', line: '候补', entered: '等抽签', gone: '来不了' },
  none: '还没有人报名',
  noneHint: '发布以后，有人报名就会出现在这里。',
  name: '姓名',
  number: '志愿者编号',
  about: '说明',
  phone: '电话',
  signedUp: '报名',
  signature: '签到',
  position: '序号',
  erased: '（已注销）',
  first: '第一次来',
  minor: '未成年',
  child: '孩子，电话是监护人的',
  late: '临时取消',
  confirmBy: (moment: string) => `${moment} 前确认`,
  remove: '取消报名',
  removeOf: (name: string) => `取消${name}的报名`,
  noPhone: '没有留',
  phonesHidden: '电话没有显示。要联系时再看，每次都会记一笔；班次结束 7 天后不能再看。',
  phonesGone: '班次结束已超过 7 天，电话不再显示。',
  showPhones: '显示电话',
  phonesShown: '下面有电话号码，看完请关掉这一页；打印的名单用完请销毁。',
  export: '导出 CSV：',
  exportPlain: '不含电话',
  exportPhones: '含电话',
  exportNote: '每次导出都会记一笔。',
  print: '打印名单',
  notes: '告诉过大家的话',
  notesEmpty: '还没有说过什么。',
  isCancelled: '这一班已取消。',
  activity: '活动',
  publicPage: '公开页面',
  toDo: '要做的事',
  csv: { state: '状态', minor: '未成年', first: '第一次来', late: '临时取消' },
} as const
