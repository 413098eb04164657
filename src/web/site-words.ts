/** What public pages say: navigation, footer, and the words shared by several of them. */

/**
 * The main navigation, in order. `board` names the list of the edition that fills a column:
 * a column with nothing in it leaves the navigation by itself (an empty column fails a site inspection).
 */
export const navigation = [
  { href: '/', label: '首页' },
  { href: '/news', label: '资讯', boards: ['notices', 'articles'] },
  { href: '/role-models', label: '榜样', boards: ['roleModels'] },
  { href: '/exposure', label: '曝光整改', boards: ['exposures'] },
  { href: '/psa', label: '公益广告', boards: ['publicServiceAds'] },
  { href: '/participate', label: '我要参与' },
  { href: '/volunteer', label: '小园丁' },
  { href: '/creation', label: '文明创建', boards: ['indicators', 'places'] },
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

/** What each column is for, in one sentence: the lead of its page, its line on the site map, its feed's description. */
export const columns = {
  news: { title: '资讯', lead: '会议、通知、表扬与批评，还有写给每个人的文明小事。' },
  notices: { title: '通知公告', lead: '例会、通知、通报表扬和通报批评，全文公开，可以打印。' },
  roleModels: { title: '身边的榜样', lead: '他们不是远处的人。护林的、开公交的、教编织的，做好一件事，做了很多年。' },
  exposure: { title: '曝光整改', lead: '对事不对人：问题在哪里，谁负责改，改到哪一步，都写在这里。改好了照样登出来，到期自动撤下。' },
  psa: { title: '公益广告', lead: '为丽水画的海报，免费下载，按尺寸取用。贴在哪里、谁来维护，也查得到。' },
  participate: { title: '我要参与', lead: '看见一处不方便，想到一个好办法，或者有半天空闲，都可以从这里开始。' },
  volunteer: { title: '小园丁', lead: '一座大花园，要靠许多双手照看。出一小时，管一处事。' },
  organization: { title: '谁来负责', lead: '从市文明委到社区，每个单位管什么、电话多少，一层一层列在这里。' },
} as const

/** What each topic is about, under its title. */
export const topicLeads = {
  garden: '一条斑马线、一段绿道、一处老小区，文明城市是一处一处照看出来的。',
  etiquette: '不讲大道理，只说今天就能做的小事。',
  minors: '学校、家庭和社会一起，让孩子放学有去处、心事有人听。',
  volunteering: '怎样开始、怎样做好、怎样做得长久。',
} as const

/** Where the addresses of the two filing systems are looked up (plain links, no script of theirs). */
export const icpAddress = 'https://beian.miit.gov.cn/'
export const policeRecordAddress = 'https://beian.mps.gov.cn/'

export const siteWords = {
  skip: '跳到正文',
  mainNavigation: '主导航',
  menu: '菜单',
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
