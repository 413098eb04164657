import { writeMoment } from '#calendar/lishui.ts'
import type { Call } from '#contests/contests.ts'

/** The finished contest of the starter content, as far as its course needs it; a test compares the two. */
export const sampleCall = {
  id: 'benches-and-crossings-2026',
  title: '一处小改变金点子（2026 年秋）',
  summary: '一条小巷、一个路口、一张长椅：花钱不多、今年就能做的小改变。',
  opens_at: writeMoment('2026-09-01', '09:00:00'),
  closes_at: writeMoment('2026-10-15', '18:00:00'),
  who: '住在丽水、在丽水上班上学的人，几岁都可以；一个人可以提几件。',
  categories: [],
  criteria: [
    { code: 'useful', name: '管用', weight: 50, meaning: '做成以后，多少人的日子方便一点' },
    { code: 'doable', name: '做得成', weight: 30, meaning: '钱不多，今年能做完' },
    { code: 'new', name: '新意', weight: 20, meaning: '别人没有想到' },
  ],
  least_judges: 2,
  short_list: 2,
  notice_days: 5,
  grades: ['一等奖', '二等奖'],
  sample: true,
} satisfies Call

/** Which of the sample suggestions took part, and the points that the two judges gave each for every criterion. */
export const sampleEntries: { title: string; points: [number, number]; grade?: string; adopted?: string }[] = [
  {
    title: '建议在瓯江步道上加几张能靠背的长椅（示例）',
    points: [92, 88],
    grade: '一等奖',
    adopted: '中岸公园段先装 12 张有靠背和扶手的长椅，已经装好。',
  },
  { title: '让小学生给公园里的树写名牌（示例）', points: [80, 86], grade: '二等奖' },
  { title: '斑马线前画一道“让一让”的提示线（示例）', points: [70, 65] },
]
