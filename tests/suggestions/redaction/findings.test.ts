import { describe, expect, test } from 'vitest'
import { coverText, findCoverable } from '#suggestions/redaction/findings.ts'
import { coverWords } from '#suggestions/redaction/words.ts'

const { cover } = coverWords
const covered = (text: string, known: string[] = []) => coverText(text, findCoverable(text, known))

describe('what may point at the author is covered', () => {
  test.each([
    ['我是张三，电话 13800000000，住 502 室', `我是${cover('name')}，电话 ${cover('mobile')}，住 ${cover('address')}`],
    ['张三，手机１３８ ００００ ００００', `${cover('name')}，手机${cover('mobile')}`],
    ['我叫欧阳小春。', `我叫${cover('name')}。`],
    ['本人陈大文，', `本人${cover('name')}，`],
    ['家在3幢2单元501，车是浙K12345', `家在${cover('address')}，车是${cover('plate')}`],
    ['家里电话0578-2090000', `家里电话${cover('landline')}`],
    ['邮箱 zhang.san@example.com 可以回', `邮箱 ${cover('contact')} 可以回`],
    ['加我 QQ：123456789', `加我 ${cover('contact')}`],
  ])('%s', (text, expected) => {
    expect(covered(text)).toBe(expected)
  })

  test.each([
    '大猷街盲道上停满电动车，早高峰七点到八点半，盲道整段被占。',
    '我是黄浦小区业主，每天早上都这样',
    '我是金地小区的住户',
    '打了12345，说三天内答复',
  ])('nothing is found in “%s”', text => {
    expect(findCoverable(text)).toEqual([])
  })

  test('the name that the author gave is covered wherever it stands, a word for everybody is not', () => {
    expect(covered('李四家的狗很凶', ['李四'])).toBe(`${cover('name')}家的狗很凶`)
    expect(covered('李　四家的狗很凶', ['李四'])).toBe(`${cover('name')}家的狗很凶`)
    expect(covered('热心市民希望改一改', ['热心市民'])).toBe('热心市民希望改一改')
  })

  test('what touches is covered once', () => {
    const text = '甲乙丙丁'
    const ranges = [
      { kind: 'name' as const, start: 0, end: 2 },
      { kind: 'other' as const, start: 1, end: 3 },
    ]
    expect(coverText(text, ranges)).toBe(`${cover('name')}丁`)
  })
})
