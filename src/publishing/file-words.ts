/** What the page of big files says. */
export const filesWords = {
  title: '文件库',
  lead: '印刷文件和影片太大，不放进稿件。先在这里上传，再把下面的链接写进正文。',
  file: '文件',
  hint: (megabytes: number) => `PDF、ZIP、MP4、MP3、TIF、PSD，单个不超过 ${megabytes} MB（在“网站设置”里改）`,
  submit: '上传',
  missing: '请选择一个文件',
  refusals: {
    'unknown-kind': '文件库只收 PDF、ZIP、MP4、MP3、TIF、PSD 文件',
    'not-what-it-says': '文件的内容和扩展名不符，可能是改过名字的文件',
    empty: '文件是空的',
  },
  stored: '已上传。在正文里这样写：',
  linkText: '名称',
  size: '大小',
  storedAt: '上传时间',
  link: '链接',
  none: '文件库里还没有文件',
} as const
