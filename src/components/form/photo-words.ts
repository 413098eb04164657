/** What the photo field says, with JavaScript and without. */
export const photoWords = {
  kept: (count: number) => `已经收到 ${count} 张，不用重新选。不要的，去掉它的勾`,
  keep: (position: number) => `留下第 ${position} 张`,
  alt: (position: number, count: number) => `已收到的照片，第 ${position} 张，共 ${count} 张`,
  arrivedName: (position: number) => `第 ${position} 张`,
  sending: (name: string) => `正在传 ${name}`,
  retrying: '网络不通，连上后接着传',
  remove: '去掉',
  offer: (count: number) => `上次传的 ${count} 张照片还在，没有提交。`,
  take: '接着用',
  leave: '不要了',
  removeNamed: (name: string) => `去掉 ${name}`,
  count: (arrived: number, sending: number) =>
    [arrived > 0 && `已收到 ${arrived} 张`, sending > 0 && `还有 ${sending} 张在传`].filter(Boolean).join('，'),
  waits: (sending: number) => `还有 ${sending} 张照片在传，传完就自动提交`,
  notTaken: '有照片没有收下，请看一看再提交',
  unreadable: (name: string) => `“${name}”在手机或电脑上打不开，请换一张`,
  tooMany: (max: number) => `最多 ${max} 张，多出来的没有收`,
  failed: (name: string) => `“${name}”没有传成，请再选一次`,
} as const
