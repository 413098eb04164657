import type { ClientPower } from '#db/schema-clients.ts'

/** The page where administrators give keys to programs of others. */
export const clientWords = {
  title: '接口',
  lead: '给别的系统发密钥：送来建言、查自己送来的办到哪一步、每一步推送给它',
  about: '按 Open311 GeoReport v2 收发，地址：',
  all: '全部接口客户',
  none: '还没有接口客户',
  add: '新增接口客户',
  submitAdd: '新增，生成密钥',
  name: '名称',
  nameHint: '哪个系统，例：浙里办文明版块',
  contact: '联系人和电话或邮箱',
  contactHint: '出了问题找谁；加密保存',
  may: '可以做什么',
  powers: {
    send: { label: '送来建言', hint: '代市民提交' },
    read: { label: '查进度', hint: '只看得到自己送来的，看不到任何人的个人信息' },
    webhooks: { label: '接收推送', hint: '自己送来的建言每走一步，都告诉它' },
  } satisfies Record<ClientPower, { label: string; hint: string }>,
  lastUsed: '最近使用',
  never: '还没有用过',
  added: '新增于',
  state: '状态',
  active: '正常',
  revoked: '已停用',
  key: (name: string) => `“${name}”的密钥，请交给对方的技术人员。只显示这一次，我们只留了它的指纹：`,
  renew: '换一个密钥',
  renewHint: '丢了或者怕泄露就换；旧的马上不能用',
  revoke: '停用',
  revokeHint: '密钥马上不能用，推送也停；已经送来的建言照样办理',
  events: '它的操作记录',
  done: {
    revoked: '已停用。',
    removed: '已取消推送。',
    again: '已排队，一分钟内再推送一次。',
  },
} as const

/** The part of that page about what is posted to the client. */
export const webhookWords = {
  title: '推送',
  lead: '每走一步，用 POST 推送一段 JSON，按 Standard Webhooks 签名。只推送编号、状态和单位，不推送任何人的文字和个人信息。',
  notAllowed: '这个客户没有“接收推送”的权限。',
  url: '推送到（https 网址）',
  urlHint: '例：https://example.cn/hooks/lishui；不能是内网地址',
  submit: '保存，生成签名密钥',
  change: '改网址，换签名密钥',
  secret: '签名密钥，请交给对方的技术人员。只显示这一次：',
  current: '现在推送到',
  failing: '一直没有送到，从',
  disabled: '连续多天没有送到，已停用。保存一次网址就恢复，没有送到的会接着送',
  remove: '取消推送',
  deliveries: '最近的推送',
  none: '还没有推送过',
  when: '时间',
  what: '哪一件、哪一步',
  result: '结果',
  sent: '已送到',
  waiting: '等着送',
  failed: '没有送到',
  extended: '延期',
  attempts: (count: number) => `试了 ${count} 次`,
  again: '再投递',
} as const

export const clientErrors = {
  name: '请写名称，不超过 60 个字',
  contact: '请写联系人和电话或邮箱',
  may: '请至少选一样',
  'name-taken': '已经有一个同名的客户在用；密钥丢了，请在它的页面上换一个',
  url: '请写 https 开头的公网网址，不带用户名、密码和 #',
} as const
