/** What is said of photos, in every form that takes them. */
export const photoErrors = {
  'not-a-photo': (name: string) => `“${name}”不是能读取的照片，请选 JPEG、PNG 或 WebP 格式的`,
  broken: (name: string) => `“${name}”没有传完整或已经损坏，请换一张`,
  'too-many-pixels': (name: string) => `“${name}”的尺寸太大，请换一张 5000 万像素以内的`,
  notKept: (name: string) => `“${name}”一时存不进去，不是照片的问题，请过一两分钟再选一次`,
  tooOften: '这里刚传过很多照片，请过一会儿再传。其他内容可以先提交，照片以后补充',
  gone: '有照片已经用掉，或者放了超过一天被自动删除了。其他的都还在，缺的请重新选',
} as const
