import type { NeedState } from '#db/schema-volunteers.ts'

export const needStates: Record<NeedState, string> = {
  filed: '待核实',
  verified: '已核实，等待认领',
  declined: '未采纳',
  'taken-up': '已有组织认领',
  met: '已办好',
  withdrawn: '已撤回',
  expired: '过期没有办成',
}

export const needWords = {
  title: '求助',
  tabs: { filed: '待核实', verified: '等人接', 'taken-up': '已接' },
  none: { filed: '没有待核实的求助', verified: '没有等人接的求助', 'taken-up': '还没有接过求助' },
  noneHint: '有人在网站上写“我这里缺人手”，核实以后就会出现在这里。',
  what: '要做什么',
  where: '在哪里',
  when: '什么时候',
  people: (count: number) => `要 ${count} 个人`,
  filed: '提出',
  phone: '提出人电话',
  overdue: '超过时限',
  verifyBy: (moment: string) => `${moment} 前要答复`,
  showPhone: '显示提出人电话',
  phoneHint: '核实、商量怎么帮时再看，每次都会记一笔。',
  skills: '最好会',
  county: '县（市、区）',
  any: '全部',
  takenBy: '哪个组织接的',
  activity: '由它开的活动',
  next: '下一步',
  nothing: '现在没有要你办的。',
  asked: ({ asked, yes, no }: { asked: number; yes: number; no: number }) =>
    `问过 ${asked} 人，${yes} 人愿意，${no} 人不去。`,
  willing: '愿意来的人',
  willingHint: '请他们到活动页面报名。',
  matching: (count: number) =>
    count === 0
      ? '眼下没有合适又同意被问的人。'
      : `还有 ${count}${count >= 20 ? ' 人以上' : ' 人'}合适，并且同意被问。`,
} as const

/** Asking for helping hands. */
export const needFormWords = {
  heading: '我这里缺人手',
  lead: '写下要做什么、哪天、在哪里。先核实，再交给愿意接的队伍；没有核实以前，谁也看不到。',
} as const

/** A clerk turns a suggestion into a need. */
export const suggestedNeedWords = {
  title: '转为志愿求助',
  heading: '志愿求助',
  from: '来自建言',
  lead: '交给愿意接的志愿队伍。建言照常办理，两边互相看得到。',
  warning:
    '下面写的，队伍和志愿者都看得到（看不到建言本身）。找到的个人信息已经遮住，请把有 ■■ 的地方改通顺，再看一遍有没有漏掉的。',
  none: '要是请志愿者搭把手就能办好，可以转为求助，由志愿队伍认领。',
  link: '转为志愿求助',
  submit: '转为求助',
  back: '回到建言',
  done: '已转为志愿求助，等队伍认领。',
} as const
