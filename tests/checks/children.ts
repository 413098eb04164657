import type { PersonalKind } from '#checks/personal-data.ts'

/** How reports name a child, and what only looks so. */
export const namedChildren: readonly (readonly [sentence: string, kind: PersonalKind, found: string])[] = [
  ['学生王小明拾金不昧。', 'name', '王小明'],
  ['小朋友李子涵参加了活动。', 'name', '李子涵'],
  ['少先队员张欣怡主持了仪式。', 'name', '张欣怡'],
  ['莲都小学王小明同学捡到钱包。', 'name', '王小明同学'],
  ['王小明（10岁）和妈妈一起来。', 'name', '王小明'],
  ['小学生徐小禾，9岁，每天浇菜。', 'name', '徐小禾'],
  ['中学生诸葛明荣获一等奖。', 'name', '诸葛明'],
]

export const noChildren: readonly string[] = [
  '小朋友周末都参加了活动。',
  '少先队员主持了仪式。',
  '学生管理办法获通过。',
  '学校组织全体同学参加劳动。',
  '少年宫开放（6岁以上）。',
  '校园高年级同学走进田间地头。',
  '村民李子成熟了，请大家来摘。',
  '居民李子树参天。',
  '志愿者主动参加清扫。',
  '经过严格安全教育，队员获奖。',
  '学院华丽转身，同学们说好。',
]
