/** What is said of documents, in every form that takes them. */
export const documentErrors = {
  'unknown-kind': (name: string) => `“${name}”不能作附件，只收 PDF 和表格（.xlsx、.xls）；照片请放在照片一栏`,
  'not-what-it-says': (name: string) => `“${name}”的内容和扩展名不符，可能是改过名字的文件，请另存一份再选`,
  empty: (name: string) => `“${name}”是空的，请换一份`,
  broken: (name: string) => `“${name}”没有传完整或已经损坏，请重新选`,
  'with-macros': (name: string) => `“${name}”里有宏，为了收的人安全不能发，请另存为不带宏的 .xlsx`,
  notKept: (name: string) => `“${name}”一时存不进去，不是文件的问题，请过一两分钟再选一次`,
  tooOften: '这里刚传过很多文件，请过一会儿再传',
  gone: '有附件已经用掉，或者放了超过一天被自动删除了。其他的都还在，缺的请重新选',
} as const

export const documentWords = {
  hint: (max: number, megabytes: number) => `PDF 或表格（.xlsx、.xls），最多 ${max} 份，每份不超过 ${megabytes} MB；`,
  readers: { citizens: '市民能下载，里面不要有别人的个人信息', office: '给创建办看的' },
  list: '附件',
} as const
