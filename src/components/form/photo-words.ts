/** What the photo field says. */
export const photoWords = {
  kept: (count: number) => `已经收到 ${count} 张，不用重新选。不要的，去掉它的勾`,
  keep: (position: number) => `留下第 ${position} 张`,
  alt: (position: number, count: number) => `已收到的照片，第 ${position} 张，共 ${count} 张`,
} as const
