import { noRoomWords } from './disk-full.ts'

/** What a form says when it could not be read, whatever it asks. */
export const formErrors = {
  'not-a-form': '没有收到表单内容。请在网页上填写后提交。',
  malformed: '内容没有传完整，什么都没有保存。请再提交一次。',
  'too-many-parts': '提交的内容项太多，不像是从网页表单来的，什么都没有保存。',
  'too-large': '提交的内容太大，什么都没有保存。请减少照片的数量或尺寸，再试一次。',
  'no-room': noRoomWords,
  'null-character': '这里混进了无法保存的字符（空字符），请删掉后重新输入。',
  'not-utf8': '这里有些字没有传对，请重新输入。',
  'no-key': '页面没有打开完整，请再按一次提交',
  'text-too-long': '这里写得太长了，请删短一些。',
} as const

export const fileErrors = {
  empty: (name: string) => `“${name}”是空的（0 字节），可能没有下载完整，请换一个`,
  tooMany: (max: number) => `最多选 ${max} 个文件，请去掉几个`,
  photosTooMany: (max: number) => `最多 ${max} 张照片：留下了前 ${max} 张，多出来的没有收`,
  documentsTooMany: (max: number) => `最多 ${max} 份附件：留下了前 ${max} 份，多出来的没有收`,
  tooLarge: (name: string, maxBytes: number) => `“${name}”超过了 ${maxBytes / 1024 / 1024} MB，请换一个小一些的`,
}

export const positionErrors = {
  half: '位置不完整或不对，请重新获取，或把经纬度都清空',
  elsewhere: '这个位置不在本省，请对照地图再看一遍，或把经纬度都清空',
} as const
