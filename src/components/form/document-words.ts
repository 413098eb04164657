/** What the field of documents says. */
export const documentWords = {
  kept: (count: number) => `已经收到 ${count} 份，不用重新选。不要的，去掉它的勾`,
} as const
