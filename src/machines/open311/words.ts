import { formatShortDay } from '#calendar/lishui.ts'

/** What Open311 tells programs of others, for the people who write and run them. */
export const open311Words = {
  type: 'realtime',
  attributes: {
    title: { description: '一句话说明是什么事', help: '不写就取 description 的第一行' },
    kind: { description: '这是反映问题、建议还是金点子', help: '不写就是反映问题' },
    county: { description: '在哪个县（市、区）', help: '必填' },
    publish_consent: { description: '经审核、隐去个人信息后可以公开', help: '提交人同意才写 yes' },
    privacy_consent: {
      description: '提交人已看过并同意《个人信息保护说明》',
      help: '写了姓名、电话或邮箱就必须为 yes',
    },
  },
  yes: '是',
  /** Instead of the words of the state, when a unit was given more days. */
  extended: (due: string) => `经批准延期，${formatShortDay(due)}下班前答复`,
  /** Of what was taken in. `mediaUrl`: there was one, and nobody has fetched it. */
  notice: (code: string, address: string, mediaUrl: boolean) =>
    `请转给提交人，不要留存：查询码 ${code}，凭它在 ${address} 看答复、补充和评价。${
      mediaUrl ? 'media_url 里的照片没有取；要送照片，请用 multipart/form-data 的 media 上传。' : ''
    }`,
} as const

export const open311Errors = {
  'no-key': '没有带密钥。请把 api_key 放进表单，或放在请求头 X-Api-Key 里',
  'wrong-key': '密钥不对，或者已经停用',
  'may-not-send': '这个密钥没有“送来建言”的权限',
  'may-not-read': '这个密钥没有“查进度”的权限',
  'too-often': '请求太多了，请过一会儿再试',
  jurisdiction: (ours: string) => `没有这个 jurisdiction_id；这里只有 ${ours}，也可以不写`,
  'no-service': '没有写 service_code',
  service: (code: string) => `没有这个 service_code：${code}`,
  request: (id: string) => `没有这个 service_request_id，或者没有公开、也不是你送来的：${id}`,
  token: (id: string) => `没有这个 token：${id}`,
  'no-address': '请写 address_string，或者 lat 和 long',
  'address-id': '这里没有 address_id，请写 address_string，或者 lat 和 long',
  'no-words': '请写 description',
  requestKey: 'request_key 须为 UUID，例：3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  photosNeedKey: '送照片时，请把密钥放在请求头 X-Api-Key 里',
  date: (name: string) => `${name} 须为 ISO 8601 的时间，带时区，例：2026-11-29T08:00:00Z`,
  span: 'start_date 到 end_date 不能超过 90 天，也不能倒过来',
  status: 'status 只能是 open、closed，可用逗号隔开',
  page: 'page 须为 1 到 10000 的整数',
  pageSize: 'page_size 须为 1 到 1000 的整数，一页最多 1000 条；更多的请用 page 翻页',
  tooMany: 'service_request_id 一次最多 1000 个',
} as const
