/** What is said of photos, in every form that takes them. */
export const photoErrors = {
  'not-a-photo': (name: string) => `“${name}”不是能读取的照片，请选 JPEG、PNG、WebP、GIF 或 AVIF 格式的`,
  heic: (name: string) =>
    `“${name}”是 HEIC 格式，这里打不开。iPhone 请在“设置 → 相机 → 格式”里选“兼容性最佳”再拍；已经拍好的，打开照片截一张屏再选`,
  broken: (name: string) => `“${name}”没有传完整或已经损坏，请换一张`,
  'too-many-pixels': (name: string) => `“${name}”的像素太多，电脑一时看不完。请换成手机拍的 JPEG，或者缩小以后再选`,
  notKept: (name: string) => `“${name}”一时存不进去，不是照片的问题，请过一两分钟再选一次`,
  noRoom: (name: string) => `“${name}”没有存下：网站的存储空间满了，不是照片的问题。其他内容可以先提交，照片以后补充`,
  tooOften: '这里刚传过很多照片，请过一会儿再传。其他内容可以先提交，照片以后补充',
  gone: '有照片已经用掉，或者放了超过一天被自动删除了。其他的都还在，缺的请重新选',
} as const
