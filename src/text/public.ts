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
] as const

/** Links at the foot of every page, in three groups. */
export const footerLinks = [
  {
    title: '一起做',
    links: [
      { href: '/participate/suggest', label: '我要建言' },
      { href: '/participate/track', label: '查办理进度' },
      { href: '/volunteer', label: '做小园丁' },
    ],
  },
  {
    title: '看清楚',
    links: [
      { href: '/creation/organization', label: '谁来负责' },
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
