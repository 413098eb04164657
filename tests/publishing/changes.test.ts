import { describe, expect, test } from 'vitest'
import { compareFields, comparePassages } from '#publishing/git/changes.ts'
import { type ChoiceList, choicesOf } from '#publishing/types/choices.ts'
import { departments } from '#publishing/types/department.ts'
import { roleModels } from '#publishing/types/role-model.ts'
import { starterSettings } from '../support/starter-settings.ts'

describe('the changes of a draft', () => {
  test('are the fields that differ, in the words of the form', () => {
    const before = { title: '某甲', honour: 'moral-model', county: '331102', sample: true }
    const after = { title: '某甲', honour: 'good-neighbour', county: '331102', sample: false, quotation: '没什么。' }
    const names = choicesOf(starterSettings)
    const nameOf = (list: string, code: string) => names[list as ChoiceList].get(code)!
    expect(compareFields(roleModels.fields, before, after, nameOf)).toEqual([
      { label: '荣誉', before: '道德模范', after: '身边好人' },
      { label: '本人的话', before: '', after: '没什么。' },
      { label: '示例', before: '是', after: '否' },
    ])
  })

  test('show groups and lists with the labels of what is inside', () => {
    const portrait = { src: '/media/role-models/a.webp', alt: '站在溪边' }
    expect(compareFields(roleModels.fields, {}, { portrait, pictures: [portrait] })).toEqual([
      { label: '画像或照片', before: '', after: '图片：/media/role-models/a.webp\n替代文字：站在溪边' },
      { label: '更多图片', before: '', after: '1. 图片：/media/role-models/a.webp\n替代文字：站在溪边' },
    ])
    expect(compareFields(departments.fields, { duties: ['清扫'] }, { duties: ['清扫', '清运'] })).toEqual([
      { label: '创建职责', before: '1. 清扫', after: '1. 清扫\n2. 清运' },
    ])
  })
})

describe('two texts', () => {
  const kinds = (before: string, after: string) =>
    comparePassages(before, after).map(({ kind, text }) => `${{ kept: '=', removed: '-', added: '+' }[kind]}${text}`)

  test('are compared paragraph by paragraph', () => {
    expect(kinds('一\n\n二\n\n三', '一\n\n二改\n\n三\n\n四')).toEqual(['=一', '-二', '+二改', '=三', '+四'])
  })

  test('that are the same have nothing new', () => {
    expect(kinds('一\n\n\n二\n', '一\n\n二')).toEqual(['=一', '=二'])
  })

  test('of a new entry are all new', () => {
    expect(kinds('', '一\n\n二')).toEqual(['+一', '+二'])
  })
})
