/** What public pages say: navigation, footer, and the words shared by several of them. */

/**
 * The main navigation, in order. A column of entries that has none leaves it by itself: an empty column fails a
 * site inspection.
 */
export const navigation = [
  { href: '/', label: '首页' },
  { href: '/news', label: '资讯' },
  { href: '/role-models', label: '榜样' },
  { href: '/exposure', label: '曝光整改' },
  { href: '/psa', label: '公益广告' },
  { href: '/participate', label: '我要参与' },
  { href: '/volunteer', label: '小园丁' },
  { href: '/creation', label: '文明创建' },
] as const

/** What somebody comes back for: in the menu of a phone. */
export const ownLinks = [
  { href: '/participate/track', label: '查办理进度' },
  { href: '/me', label: '我的' },
] as const

/** Links at the foot of every page, in three groups. */
export const footerLinks = [
  {
    title: '一起做',
    links: [
      { href: '/participate/suggest', label: '我要建言' },
      { href: '/participate/track', label: '查办理进度' },
      { href: '/me', label: '我的建言' },
      { href: '/volunteer', label: '做小园丁' },
    ],
  },
  {
    title: '看清楚',
    links: [
      { href: '/suggestions', label: '你提我改' },
      { href: '/participate/figures', label: '办得怎么样' },
      { href: '/creation', label: '谁来负责' },
      { href: '/about', label: '这个网站怎么用' },
      { href: '/sitemap', label: '网站地图' },
    ],
  },
  {
    title: '放心用',
    links: [
      { href: '/accessibility', label: '无障碍说明' },
      { href: '/privacy', label: '隐私与个人信息' },
      { href: '/desk', label: '工作台' },
    ],
  },
] as const

/** What the columns without entries of their own are for, in one sentence. Those with entries say it in their type. */
export const columns = {
  participate: { title: '我要参与', lead: '看见一处不方便，想到一个好办法，或者有半天空闲，都可以从这里开始。' },
  volunteer: { title: '小园丁', lead: '一座大花园，要靠许多双手照看。出一小时，管一处事。' },
  creation: {
    title: '文明创建',
    lead: '今年答应了什么，做到哪一步，花了多少钱，归谁管：都在这一页，每个数都能点进去看。',
  },
} as const

/** Where the addresses of the two filing systems are looked up (plain links, no script of theirs). */
export const icpAddress = 'https://beian.miit.gov.cn/'
export const policeRecordAddress = 'https://beian.mps.gov.cn/'

export const siteWords = {
  skip: '跳到正文',
  skipToFirst: '直接到第一件',
  mainNavigation: '主导航',
  menu: '菜单',
  search: '搜索',
  elderOn: '长辈版',
  elderOff: '标准版',
  sample: '示例',
  sampleMeaning: '示例内容：人物、单位和事情都是虚构的',
  host: '主办',
  undertaking: '承办',
  siteCode: '网站标识码',
  reportError: '我为网站找错',
  invalidTitle: '有错误：',
} as const

/** Why a citizen's form was not taken: a way on for both. */
export const tooManyWrites = (person: object | undefined) =>
  person
    ? '你这一个小时提交得太多了，请过一会儿再来；急事请打联系电话。'
    : '这个网络地址上这一个小时提交得太多了。请用手机号登录以后再提交，就不受影响；急事请打联系电话。'
