/** What a finding is called. */
export const findingKinds = {
  identity: '身份证号',
  bank: '银行卡号',
  mobile: '手机号',
  plate: '车牌号',
  address: '住址',
  name: '人名',
  forbidden: '禁用词',
  mistaken: '易错词',
  date: '日期',
  misplaced: '不该填的项',
} as const
export type FindingKind = keyof typeof findingKinds

/** Why a finding may stand, as the second person says it; SQL checks the same words. */
export const confirmationReasons = {
  'no-personal-data': '不是个人信息',
  'public-office': '公职人员依法公开',
  penalty: '处罚决定依法公开',
  consent: '本人书面同意公开',
  'of-the-unit': '单位对外公开的电话、地址或车辆',
  'date-is-right': '日期核对无误',
} as const
export type ConfirmationReason = keyof typeof confirmationReasons

/** The words of what was found in an entry, and of confirming it. */
export const findingWords = {
  title: '文字检查',
  lead: '系统找到的个人信息、用词和日期。',
  none: '没有找到个人信息、禁用词和可疑的日期。',
  where: '位置',
  found: '找到',
  says: '说明',
  reason: '可以保留的理由',
  choose: '还没有核对',
  confirm: '确认所选的各条',
  confirmHint: '一条一条核对：该删的退回修改，确实可以公开的选好理由。确认记在你的名下。',
  nothingChosen: '请至少给一条选好理由',
  notYours: '由没有写过这篇稿子的审核员或签发人逐条确认。',
  confirmedBy: (by: string, reason: string, on: string) => `${by}确认：${reason}（${on}）`,
  weights: { stops: '必须改', confirm: '须确认', warns: '提醒' },
  personal: (kind: FindingKind) => `像是${findingKinds[kind]}。请删去或改写；确实可以公开的，须由第二人确认。`,
  pointsAtSomebody: (kind: FindingKind) =>
    `像是${findingKinds[kind]}。曝光现象不得指认个人，请改为只写现象；如果不是个人信息，须由第二人确认。`,
  neverPublic: (kind: FindingKind) => `像是${findingKinds[kind]}，不得公开。请删去；如果不是，须由第二人确认。`,
  personalWarning: (kind: FindingKind) => `像是${findingKinds[kind]}。请核对是否应当公开。`,
  wording: (wrong: string, right: string, rule: string) =>
    [wrong, right && `应写作“${right}”`, `依据：${rule}`]
      .filter(Boolean)
      .map(words => `${words.replace(/。$/, '')}。`)
      .join(''),
  refused: {
    stops: ({ kind, where, found, says }: { kind: FindingKind; where: string; found: string; says: string }) =>
      kind === 'misplaced' ? `${where}：${says}` : `${where}有禁用词“${found}”：${says}`,
    confirm: (where: string, found: string, says: string, others: number) =>
      `${where}的“${found}”${says}${others > 0 ? `另有 ${others} 处也要确认。` : ''}请在“审核”页面的“文字检查”里逐条确认。`,
    gone: '文字已经改过，请看过现在的检查结果再确认。',
    notForRole: '检查结果由审核员或签发人确认。',
    ownText: '自己写的稿子，检查结果由别人确认。',
  },
  dates: {
    farFuture: (year: number) => `年份是 ${year} 年，离现在太远，像是写错了。`,
    longPast: (year: number) => `年份是 ${year} 年，像是写错了。`,
    notYet: (day: string, label: string) => `${label}是 ${day}，这一天还没有到。`,
    expired: '“到期下架”已经过去，发布后读者看不到这一篇。',
    folder: (folder: string, year: string) => `文件放在 ${folder} 年的文件夹里，今年是 ${year} 年。`,
    order: (later: string, earlier: string) => `“${later}”早于“${earlier}”，先后像是写反了。`,
    noSuchDay: '日历上没有这一天。',
    weekday: (right: string) => `这一天是${right}，和括号里写的不一样。`,
    announcedLate: (day: string) => `说的是将要发生的事，日期却早于 ${day}。`,
  },
} as const
