import { describe, expect, test } from 'vitest'
import { changesOf, changeWords } from '#publishing/types/exposure-changes.ts'
import { type Exposure, exposureFields } from '#publishing/types/exposure-fields.ts'
import { findGateFault, gateWords } from '#publishing/types/exposure-gate.ts'
import { starterSettings } from '../support/starter-settings.ts'

const now = new Date('2026-11-22T10:00:00+08:00')
const picture = (src: string) => ({ src: `/media/exposures/${src}.webp`, alt: '图' })
const note = { on: '2026-11-21', text: '示例更正。' }

/** An exposure with every field filled in that a published one may have. */
const published: Exposure = {
  title: '示例曝光',
  kind: 'unit',
  county: '331102',
  place: '示例路',
  matter: '示例问题。',
  summary: '一句话。',
  found_on: '2026-10-08',
  state: 'rectifying',
  unit: 'department-1',
  rectify_by: '2026-11-20',
  before: [picture('a')],
  after: [picture('b')],
  steps: [{ on: '2026-10-10', text: '已经交办。' }],
  statement: { on: '2026-11-02', text: '正在整改。' },
  asked_for_statement_on: '2026-11-01',
  notice: 'criticism',
  suggestion: undefined,
  supervision: 12,
  missed_deadline_on: '2026-11-01',
  mask_check: { by: '复审人', on: '2026-11-01' },
  expose_until: '2027-04-08',
  corrections: [{ on: '2026-11-03', text: '前一条更正。' }],
  sample: false,
}
const withdrawn: Exposure = {
  ...published,
  state: 'withdrawn',
  withdrawal: { on: '2026-11-20', reason: '事实有误。' },
}

/** For each field another value, and where it may be left empty, none. */
const others: { [Field in keyof Exposure | 'body']: unknown[] } = {
  title: ['另一个标题'],
  kind: ['phenomenon'],
  county: ['331121'],
  place: ['另一条路'],
  matter: ['另一件事。'],
  summary: ['另一句话。'],
  found_on: ['2026-10-09'],
  state: ['overdue', 'rectified'],
  unit: ['department-2', undefined],
  rectify_by: ['2026-12-20', undefined],
  rectified_on: ['2026-11-20'],
  before: [[], [picture('c')], [{ ...picture('a'), caption: '加了一句' }]],
  after: [[], [picture('b'), picture('c')]],
  steps: [[], [{ on: '2026-10-11', text: '已经交办。' }], [{ on: '2026-10-10', text: '改了经过。' }]],
  statement: [undefined, { on: '2026-11-02', text: '改了单位的话。' }, { on: '2026-11-03', text: '正在整改。' }],
  asked_for_statement_on: ['2026-11-02'],
  suggestion: ['2026-123'],
  notice: ['another', undefined],
  supervision: [13, undefined],
  missed_deadline_on: ['2026-11-02'],
  penalty: [{ decision_number: '示例 1 号', authority: '示例机关', legal_basis: '示例条款' }],
  mask_check: [],
  expose_until: ['2027-04-09', '2026-12-01'],
  corrections: [],
  withdrawal: [],
  publish_at: ['2026-12-01T09:00:00+08:00'],
  expires_at: ['2026-11-23T09:00:00+08:00'],
  sample: [true],
  body: ['另一段补充。', ''],
}

const change = async (entry: Exposure, { before = published, body = '补充。', hasReplacedPictures = false } = {}) =>
  (
    await findGateFault({
      entry,
      body,
      before: { entry: before, body: '补充。' },
      hasNewPictures: hasReplacedPictures,
      hasReplacedPictures,
      signed: ['复审人'],
      settings: { ...starterSettings, allow_person_exposure: true },
      now,
      suggestionFacts: async () => ({ overdue: true, supervised: true }),
    })
  )?.error
const withNote = (entry: Exposure): Exposure => ({ ...entry, corrections: [...entry.corrections, note] })
const withStep = (entry: Exposure): Exposure => ({ ...entry, steps: [...entry.steps, note] })
const isSilent = (error: string | undefined) => /须留下说明|须说明进展/.test(error ?? '')

test('every field of an exposure says how it may change', () => {
  expect(Object.keys(changesOf).sort()).toEqual([...Object.keys(exposureFields.shape), 'body'].sort())
  expect(Object.keys(others).sort()).toEqual(Object.keys(changesOf).sort())
  expect(Object.entries(changesOf).filter(([, how]) => how === 'free')).toHaveLength(2)
})

const cases = (Object.keys(others) as (keyof typeof others)[]).flatMap(field =>
  others[field].map((value, at) => [field, at + 1, value] as const),
)
describe('once it is published', () => {
  test.each(cases)('%s (%i) does not change silently', async (field, _, value) => {
    const entry = field === 'body' ? published : ({ ...published, [field]: value } as Exposure)
    const body = field === 'body' ? { body: value as string } : {}
    expect(isSilent(await change(entry, body)), 'without a word').toBe(true)
    expect(isSilent(await change(withNote(entry), body)), 'with a dated note').toBe(false)
    expect(isSilent(await change(withStep(entry), body)), 'with a step').toBe(changesOf[field] === 'note')
  })

  test('a statement may come in later, a step may be added, and nothing at all may change', async () => {
    expect(await change(published)).toBeUndefined()
    expect(await change(published, { before: { ...published, statement: undefined } })).toBeUndefined()
    expect(await change(withStep(published))).toBeUndefined()
  })

  test('another picture under the same name is a change', async () => {
    const replaced = { hasReplacedPictures: true }
    expect(isSilent(await change(published, replaced))).toBe(true)
    // A step and another change of pictures beside it say nothing of it.
    expect(isSilent(await change(withStep({ ...published, after: [picture('c')] }), replaced))).toBe(true)
    expect(await change({ ...withNote(published), after: [picture('c')] }, replaced)).toBeUndefined()
  })

  test('a note is neither taken away nor edited nor moved, not even with a new one', async () => {
    const [first] = published.corrections
    for (const corrections of [[], [note], [{ ...first!, text: '改了旧的更正。' }, note], [note, first!]])
      expect(await change({ ...published, corrections })).toBe(changeWords.noteTakenAway)
  })

  test('a new note has a day that has come, and none before the last', async () => {
    const added = (on: string) => ({ ...published, corrections: [...published.corrections, { on, text: '更正。' }] })
    expect(await change(added('2026-11-23'))).toBe(changeWords.noteNotYet('2026-11-23'))
    expect(await change(added('2026-11-02'))).toBe(changeWords.noteOutOfOrder)
    expect(
      await change(withStep({ ...published, steps: [...published.steps, { on: '2026-11-23', text: '将来。' }] })),
    ).toBe(changeWords.noteNotYet('2026-11-23'))
  })
})

describe('a withdrawal', () => {
  test('may empty what is not shown any more, and takes no note away', async () => {
    expect(
      await change({ ...withdrawn, matter: '略', before: [], after: [], steps: [], statement: undefined }),
    ).toBeUndefined()
    expect(await change({ ...withdrawn, corrections: [] })).toBe(changeWords.noteTakenAway)
    expect(isSilent(await change({ ...withdrawn, expose_until: '2026-11-23' }))).toBe(true)
  })

  test('keeps the rules of days, and readers see its note', async () => {
    const late = '2026-11-23'
    for (const [more, error] of [
      [{ expires_at: '2026-11-23T09:00:00+08:00' }, gateWords.withdrawalHidden('到期下架')],
      [{ publish_at: '2026-12-01T09:00:00+08:00' }, gateWords.withdrawalHidden('定时发布')],
      [{ expose_until: '2026-11-21' }, gateWords.endIsPast],
      [{ expose_until: undefined }, gateWords.noEnd],
      [{ withdrawal: { on: '2026-10-07', reason: '事实有误。' } }, gateWords.withdrawnBeforeFound],
      [{ withdrawal: { on: late, reason: '事实有误。' } }, gateWords.dayInFuture(late)],
      [{ found_on: late, withdrawal: { on: late, reason: '事实有误。' } }, gateWords.dayInFuture(late)],
    ] as const)
      expect(await change(withNote({ ...withdrawn, ...more } as Exposure)), JSON.stringify(more)).toBe(error)
    const ended = { ...published, expose_until: '2026-11-19' }
    expect(await change({ ...withdrawn, expose_until: '2026-11-19' }, { before: ended })).toBeUndefined()
  })

  test('does not change its reason or its day silently, nor is it taken back so', async () => {
    const before = { before: withdrawn }
    for (const withdrawal of [
      { on: '2026-11-20', reason: '另一个理由。' },
      { on: '2026-11-19', reason: '事实有误。' },
    ]) {
      expect(isSilent(await change({ ...withdrawn, withdrawal }, before))).toBe(true)
      expect(await change(withNote({ ...withdrawn, withdrawal }), before)).toBeUndefined()
    }
    expect(isSilent(await change(published, before))).toBe(true)
    expect(isSilent(await change(withStep(published), before))).toBe(true)
    expect(await change(withNote(published), before)).toBeUndefined()
  })
})
