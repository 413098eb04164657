import type { SuggestionKind, SuggestionState } from '#db/schema.ts'

/** The three kinds of 建言, in the order in which the form asks, each with a word of help. */
export const suggestionKinds: Record<SuggestionKind, { label: string; hint: string }> = {
  problem: { label: '反映问题', hint: '坏了、脏了、堵了，请来处理' },
  advice: { label: '提建议', hint: '现在这样，还可以更好' },
  idea: { label: '金点子', hint: '一个别人没想到的新办法' },
}

/** The state of a suggestion in as few words as a table needs. */
export const suggestionStates: Record<SuggestionState, string> = {
  received: '待受理',
  accepted: '已受理',
  declined: '不予受理',
  merged: '已合并',
  'handed-over': '已交办',
  'signed-for': '已签收',
  returned: '退单',
  answered: '已答复，待核实',
  'sent-back': '返工',
  revisit: '已答复，待回访',
  closed: '已办结',
  reopened: '重新办理',
  withdrawn: '已撤回',
}

export const suggestionForm = {
  title: '我要建言',
  lead: '路灯坏了、车停乱了、有个好主意，都可以说。不用注册，提交后凭查询码随时查看办到哪一步。',
  parts: { what: '什么事', where: '在哪里', photos: '有照片更清楚', contact: '怎么告诉你', consent: '提交前' },
  kind: { label: '你想说的是' },
  heading: { label: '一句话说明', hint: '例：府前菜场门口的消防通道被电瓶车堵住' },
  body: { label: '说清楚些', hint: '什么时候、多久一次、影响了谁、想怎么解决。请不要写自己或别人的电话、身份证号' },
  category: { label: '属于哪一类', empty: '请选择', hint: '拿不准就选“其他”，工作人员会归类' },
  county: { label: '县（市、区）', empty: '请选择' },
  place: { label: '具体地点', hint: '街道、小区、路口或门牌，让别人找得到；提建议、出点子可以不写' },
  photos: {
    label: '照片',
    hint: '最多 6 张，每张不超过 60 MB。照片里藏着的位置、时间会自动去掉；没有审核，不会公开',
  },
  name: { label: '怎么称呼你', hint: '例：吴女士' },
  phone: { label: '手机号或座机', hint: '只用来核实情况、告诉你结果；办理单位看不到。座机请带区号，例：0578-2090000' },
  consents: {
    publish: '经审核、隐去个人信息后，可以公开这件事和它的答复。不同意也一样办理',
    privacyBefore: '我已看过并同意',
    privacyLink: '《个人信息保护说明》',
    privacyAfter: '，同意为办理这件事处理我填写的内容；我未满 14 周岁的，已由父母或其他监护人同意',
  },
  submit: '提交',
  afterwards: {
    title: '提交以后',
    steps: [
      '马上得到一个查询码，请拍照或抄下来',
      '工作人员{accept}看过后决定是否受理，不受理会说明理由',
      '受理后{handOver}交给负责的单位，一般{ordinary}答复，答复写在进度页上',
      '凭查询码在“查办理进度”里随时看',
    ],
    urgent: '有人受伤、着火、燃气泄漏等急事，请直接拨打 110、119、120。',
  },
} as const

/** Messages at the fields: each says what to do. */
export const suggestionErrors = {
  kind: '请选择这是什么事',
  title: {
    missing: '请用一句话说明是什么事',
    long: '请把一句话说明缩短到 60 个字以内',
    oneLine: '一句话说明只能写一行，细节请写在“说清楚些”里',
  },
  body: { missing: '请把事情说清楚些，一两句也行', long: '请把内容缩短到 3000 个字以内' },
  category: '请选择属于哪一类',
  county: '请选择在哪个县（市、区）',
  place: {
    missing: '请写一下在哪里，工作人员才找得到',
    long: '请把具体地点缩短到 120 个字以内',
    oneLine: '具体地点只能写一行',
  },
  position: '位置不完整或不对，请重新获取，或把经纬度都清空',
  name: '请把称呼缩短到 40 个字以内',
  phone:
    '请写 11 位手机号，或带区号的座机，例：0578-2090000；国外的号码前面加上国家代码，例：+39 02 1234 5678；也可以不写',
  tooManyOfPhone: '这个手机号一天里提交得太多了。请明天再来，或者不留手机号提交；急事请打联系电话',
  privacyConsent: '请先看《个人信息保护说明》，同意后打勾',
  requestKey: '页面没有打开完整，请再按一次提交',
  notStored: '系统一时存不进去，不是你填错了。内容都还留着，请过一两分钟再按一次提交。',
} as const

/** The page on which a citizen follows a suggestion. */
export const tracking = {
  title: '查办理进度',
  lead: '输入提交时得到的 12 位查询码，就能看到办到哪一步。大小写、空格和横线都不要紧。',
  code: { label: '查询码', hint: '例：8F3K-7QWD-2M9T。里面没有字母 I、L、O、U，看着像的都是数字 1 和 0' },
  find: '查进度',
  notFound: '没有找到',
  lost: {
    title: '查询码丢了？',
    words: '查询码只有你自己有，网站上查不到是谁提交的。如果留了电话，工作人员会用它联系你；也可以重新提交一次。',
  },
  missing: '请输入查询码',
  mistyped: '这个查询码不对，可能抄错或漏了一位，请对照当时的查询码再看一遍',
  unknown: '没有这个查询码的建言，请对照当时的查询码再看一遍',
  tooMany: '试的次数太多了，请过十分钟再来',
  sent: {
    title: '收到了，谢谢你',
    arrived: (title: string, photos: number) =>
      `“${title}”${photos > 0 ? `和 ${photos} 张照片` : ''}已经送到。接下来什么时候做什么，写在下面。`,
  },
  keep: {
    label: '你的查询码',
    thanks: '这是你的查询码，请留好：',
    words: '凭它随时可以回来看进度。拍张照片、抄在纸上，或者把这一页存进收藏都行。',
    copy: '复制查询码',
    copied: '已复制',
  },
  timeline: '办到哪一步',
  reason: '理由：',
  late: (due: string) => `说好 ${due}下班前的，没有做到，对不起。工作人员会尽快处理。`,
  protected: {
    title: '只有你知道是你',
    words:
      '有查询码的人都能打开这一页，替你补充、评价、撤回，所以查询码不要给别人看；来电话核实的工作人员也不需要它。这一页不显示你的姓名和电话。',
  },
} as const

/** What each state means for the citizen, and what comes after it. */
export const progress: Record<
  SuggestionState,
  { now: string; next?: { title: string; words: (due: string) => string } }
> = {
  received: {
    now: '收到了，等工作人员看',
    next: {
      title: '接下来：决定是否受理',
      words: due => `工作人员会在 ${due}下班前看完，告诉你受理还是不受理；不受理会写明理由。`,
    },
  },
  accepted: {
    now: '已受理，正在办',
    next: {
      title: '接下来：交给负责的单位',
      words: due => `${due}下班前交给一个单位牵头去办；不用别的单位办的，会直接答复。`,
    },
  },
  declined: { now: '没有受理' },
  merged: { now: '合到同一件事里办' },
  'handed-over': {
    now: '已经交给负责的单位',
    next: { title: '接下来：答复', words: due => `牵头的单位去办，${due}下班前答复。` },
  },
  'signed-for': {
    now: '负责的单位正在办',
    next: { title: '接下来：答复', words: due => `牵头的单位正在办，${due}下班前答复。` },
  },
  returned: {
    now: '正在重新找负责的单位',
    next: { title: '接下来：交给负责的单位', words: due => `${due}下班前重新交给负责的单位。` },
  },
  answered: {
    now: '单位已答复，正在核实',
    next: { title: '接下来：核实', words: due => `${due}下班前核实完；属实的答复会写在这一页上。` },
  },
  'sent-back': {
    now: '核实没有通过，正在返工',
    next: { title: '接下来：重新答复', words: due => `${due}下班前重新答复。` },
  },
  revisit: { now: '已答复' },
  closed: { now: '已办结' },
  reopened: {
    now: '重新办理',
    next: { title: '接下来：再次答复', words: due => `原来的单位重新去办，${due}下班前再次答复。` },
  },
  withdrawn: { now: '已撤回' },
}

/** What can still be done when the city has said its word. */
export const afterwards = {
  declined: '情况有变化，或者想补充，可以再提交一次。',
  revisit: '还没解决，或者有新的情况，可以再提交一次，把登记号写进去，工作人员会一起看。',
  again: '再提一件',
} as const
