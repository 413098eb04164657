/** What stands around passing a page on. */
export const shareWords = {
  title: '分享这一页',
  copy: '复制网址',
  copied: '已复制',
  code: '这一页的二维码',
  hint: '用手机扫一扫打开这一页，再从那里转发。',
} as const
