import type { OwnPage } from '#publishing/search/documents.ts'

/** What one can do on this site, found by its name and by what else people call it. */
export const ownPages: readonly OwnPage[] = [
  {
    href: '/participate/suggest',
    label: '我要建言',
    lead: '提建议、出金点子、反映问题、投诉举报、随手拍，不登录也能写。',
  },
  {
    href: '/participate/track',
    label: '查办理进度',
    lead: '凭证码或编号查询：建言到了谁手里、什么时候答复、怎样评价。',
  },
  { href: '/participate/figures', label: '办得怎么样', lead: '建言的数量、按时办结和满意的统计，按单位和月份。' },
  {
    href: '/suggestions/statistics',
    label: '办理统计',
    lead: '每月收到的建言、按时答复、用了几天、满意，按单位、县（市、区）和类别。',
  },
  { href: '/data', label: '开放数据', lead: '公开的建言和答复、统计、台账、志愿服务活动，都能下载。' },
  { href: '/me', label: '我的', lead: '用手机号登录，看我的建言、我的报名、我同意过什么，也可以注销。' },
  { href: '/volunteer', label: '做小园丁', lead: '志愿者注册，找志愿服务的活动和班次报名，求助也在这里。' },
  { href: '/volunteer/organisations', label: '志愿服务组织', lead: '各支队伍在做什么，怎样加入。' },
  { href: '/creation/responsibility', label: '谁来负责', lead: '每一项测评指标由哪个部门牵头。' },
  { href: '/creation/assessment', label: '考评结果', lead: '各单位一年的创建工作考评：各项得分和总分，人定了才公布。' },
  { href: '/psa', label: '公益广告', lead: '海报和宣传片下载，张贴的点位。' },
  { href: '/privacy', label: '隐私与个人信息', lead: '我们记下什么、给谁看、怎样查看和删除。' },
  { href: '/sitemap', label: '网站地图', lead: '全部栏目一览。' },
]
