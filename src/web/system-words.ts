import type { MinuteJob } from '#messages/ticks.ts'
import type { ReadyCheck } from '#process/readiness.ts'

/** What the page of the system says to an administrator. */
export const systemWords = {
  title: '系统状态',
  lead: '数据库、磁盘、定时任务、待发消息是否正常，以及怎么办',
  ready: '一切正常。',
  notReady: '有异常，请按下面的提示处理。公开网页照常可以看。',
  check: '检查',
  state: '状态',
  remedy: '怎么办',
  fine: '正常',
  failing: '异常',
  checks: {
    database: {
      name: '数据库',
      about: '回应提问',
      remedy: '请运维人员看 PostgreSQL 是否在运行、能否连上，再执行 npm run doctor。',
    },
    clock: {
      name: '时钟',
      about: '和数据库的时钟相差不到半分钟',
      remedy: '请运维人员给这台机器和数据库的机器都开启自动对时（chrony）。',
    },
    jobs: {
      name: '定时任务',
      about: '时限、统计、班次每分钟处理一次',
      remedy: '请运维人员看日志里的“a job failed”；超过十分钟没有恢复，重启门户。',
    },
    'content-remote': {
      name: '远端内容仓库',
      about: '十分钟之内交换过',
      remedy: '请运维人员看网络和密钥；远端仓库里如果有 portal 分支，请人工并入 main。',
    },
    disk: {
      name: '磁盘',
      about: '数据目录还有 1 GB 以上的空间',
      remedy: '请运维人员清出空间，或把 DATA_DIR 移到更大的磁盘上。',
    },
  } satisfies Record<ReadyCheck, { name: string; about: string; remedy: string }>,
  waiting: '等着的事',
  outbox: (channel: string, count: number) => `待发${channel} ${count} 条`,
  outboxEmpty: '没有待发的消息',
  since: (when: string) => `最早的一条 ${when} 放入`,
  overdue: '超过时限的建言',
  pieces: (count: number) => `${count} 件`,
  jobs: '定时任务上次完成',
  jobNames: {
    clocks: '时限',
    figures: '统计',
    shifts: '班次',
    'content-remote-poll': '远端内容仓库',
  } satisfies Record<MinuteJob, string>,
  ago: (seconds: number) =>
    seconds < 90 ? `${Math.max(1, Math.round(seconds))} 秒前` : `${Math.round(seconds / 60)} 分钟前`,
  versions: '版本',
  portal: '门户',
  database: '数据库',
  embedded: '内置数据库',
  migrations: (count: number) => `${count} 次结构变更`,
  content: '内容版本',
  committed: (when: string) => `${when} 提交`,
  faults: (count: number) => (count === 0 ? '没有差错' : `${count} 处差错`),
  sizes: '大小',
  databaseSize: '数据库',
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
  noneYet: '还没有人看过网页',
  ofOne: '内存、缓存和连接是回答这次访问的进程自己的；有几个进程时，各是各的。',
} as const
