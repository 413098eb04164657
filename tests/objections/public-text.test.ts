import { describe, expect, test } from 'vitest'
import { applicationForm } from '#honours/form.ts'
import { answerForm } from '#objections/form.ts'
import { whyNotPublic } from '#objections/public-text.ts'
import { objectionWords } from '#objections/words.ts'

const { certain, doubtful, given } = objectionWords.publicText

describe('a text that stands on a public notice', () => {
  test.each([
    ['有事请打13912345678', '13912345678'],
    ['有事请打一三九 1234 5678', '一三九 1234 5678'],
    ['李某的证件号是332501199003071234', '332501199003071234'],
    ['他家住3幢2单元501室', '3幢2单元501室'],
  ])('never says %s, whoever has read it', (text, found) => {
    for (const looked of [false, true]) expect(whyNotPublic(text, { looked })).toBe(certain([found]))
  })

  test.each([
    ['楼长王女士每天巡查', '王女士'],
    ['值班电话0578-2090000', '0578-2090000'],
    ['浙K12345长期占道', '浙K12345'],
  ])('says %s once somebody has read it', (text, found) => {
    expect(whyNotPublic(text, { looked: false })).toBe(doubtful([found]))
    expect(whyNotPublic(text, { looked: true })).toBeUndefined()
  })

  test.each([
    '居民自己管事，楼道没有堆物，账目每月贴在门口给大家看。',
    '3 号楼东侧的充电棚已经建好，连查三晚没有飞线。',
  ])('says %s at once', text => expect(whyNotPublic(text, { looked: false })).toBeUndefined())

  test('does not tell who objected', () => {
    const gave = ['王小明', '13912345678']
    for (const text of ['王小明反映的车已经清走', '139-1234-5678 的来电已经答复'])
      expect(whyNotPublic(text, { looked: true, gave })).toBe(given)
  })

  test('is looked at in every form that makes one', () => {
    const issues = (result: { error?: { issues: { path: PropertyKey[] }[] } | undefined }) =>
      result.error?.issues.map(({ path }) => path[0]) ?? []
    const application = {
      ...{ unit: 'city-management', kind: 'school', level: 'city', county: '331102' },
      request_key: '6f1d3c86-8f0a-4b5e-9d5e-0b1f1c9c7a11',
    }
    const [bad, good] = ['家长电话13912345678，每天在校门口', '家长每天在校门口值守']
    const faultsOf = (more: object) => issues(applicationForm.safeParse({ ...application, ...more }))
    expect(faultsOf({ title: bad, reasons: bad })).toEqual(['title', 'reasons'])
    expect(faultsOf({ title: good, reasons: good })).toEqual([])
    expect(issues(answerForm.safeParse({ objection: '1', words: bad }))).toEqual(['words'])
    expect(issues(answerForm.safeParse({ objection: '1', words: good }))).toEqual([])
  })
})
