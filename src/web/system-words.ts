import type { MinuteJob } from '#messages/ticks.ts'
import type { ReadyCheck } from '#process/readiness.ts'

/** What the page of the system says to an administrator. The page needs the database, so it cannot show that it is away. */
export const systemWords = {
  title: '系统状态',
  lead: '数据库、磁盘、定时任务、待发消息是否正常，以及怎么办',
  ready: '一切正常。',
  notReady: '有异常，请按下面的提示处理。公开网页照常可以看。',
  atDesk: '系统有异常',
  checksTitle: '检查',
  fine: '正常',
  failing: '异常',
  /** `means`: what people notice of it; what to do is for operators, in docs/operating.md. */
  checks: {
    database: { name: '数据库', about: '能正常连接', means: '' },
    'database-copy': {
      name: '数据库副本',
      about: '公开网页从副本读取',
      means: '网站照常可以看，公开网页暂时改从主数据库读取。',
    },
    clock: { name: '时钟', about: '和数据库的时钟相差不到半分钟', means: '验证码和登录的有效时间可能不准。' },
    jobs: {
      name: '定时任务',
      about: '时限提醒、统计数字、志愿班次每分钟处理一次',
      means: '提醒、统计和补位通知会晚到，通常几分钟内自己恢复；超过十分钟没有恢复，要处理。',
    },
    content: {
      name: '内容仓库',
      about: '能读能写',
      means: '网站照常可以看，编辑的内容暂时存不进去。',
    },
    'content-conflict': {
      name: '和远端仓库的冲突',
      about: '没有两边都改过的内容',
      means: '网站照常发布，只是和远端仓库没有合到一起。请签发人到“全部内容”里处理冲突。',
    },
    'content-remote': {
      name: '远端内容仓库',
      about: '十分钟之内同步过',
      means: '网站照常发布，只是和远端仓库没有同步。',
    },
    'content-shared': {
      name: '共用内容仓库',
      about: '几台机器共用的内容仓库连得上，历史一致',
      means: '网站照常给人看，编辑的内容暂时存不进去。',
    },
    disk: {
      name: '磁盘',
      about: '存放数据的磁盘还有 1 GB 以上的空间',
      means: '空间用完以后，新提交的内容存不进去。',
    },
    mailbox: {
      name: '建言信箱',
      about: '收得到寄来的建言',
      means: '寄到信箱里的建言暂时收不进来，信都在信箱里，恢复以后会接着收。',
    },
  } satisfies Record<ReadyCheck, { name: string; about: string; means: string }>,
  forOperators: '请把下面这行发给运维人员。',
  technical: '技术信息：',
  waiting: '待处理',
  outbox: (channel: string, count: number) => `待发${channel} ${count} 条`,
  outboxEmpty: '没有待发的消息',
  since: (when: string) => `最早的一条 ${when} 放入`,
  overdue: '超过时限的建言',
  pieces: (count: number) => `${count} 件`,
  letters: '七天里的来信',
  letterCounts: {
    taken: (count: number) => `收成建言 ${count} 封`,
    automatic: (count: number) => `自动回复、群发 ${count} 封，没有收`,
    left: (count: number) => `没能收成建言 ${count} 封，在信箱里加了旗标`,
  },
  jobs: '定时任务上次完成',
  jobNames: {
    clocks: '时限提醒',
    figures: '统计数字',
    shifts: '志愿班次',
    'content-remote-poll': '远端内容仓库',
  } satisfies Record<MinuteJob, string>,
  ago: (seconds: number) =>
    seconds < 90 ? `${Math.max(1, Math.round(seconds))} 秒前` : `${Math.round(seconds / 60)} 分钟前`,
  versions: '版本',
  portal: '门户',
  database: '数据库',
  embedded: '内置数据库',
  upToDate: '数据库结构为最新',
  content: '最近发布',
  faults: (count: number) => (count === 0 ? '没有差错' : `${count} 处差错`),
  sizes: '大小',
  databaseSize: '数据库大小',
  free: '磁盘剩余',
  memory: '内存',
  uptime: '已运行',
  lasted: (seconds: number) =>
    seconds < 5400
      ? `${Math.round(seconds / 60)} 分钟`
      : seconds < 172_800
        ? `${Math.round(seconds / 3600)} 小时`
        : `${Math.round(seconds / 86_400)} 天`,
  connections: '数据库连接',
  connectionsOf: (busy: number, total: number, waiting: number) =>
    `${busy} 条在用，共 ${total} 条${waiting > 0 ? `，${waiting} 个请求在等` : ''}`,
  cache: '网页缓存',
  hitRate: (share: number) => `命中 ${(share * 100).toFixed(1)}%`,
  cached: (pages: number) => `${pages} 页`,
  noneYet: '还没有缓存',
  ofOne: '内存、缓存和连接：多进程时只反映当前进程。',
} as const
