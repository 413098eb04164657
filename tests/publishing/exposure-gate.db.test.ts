import { expect, test } from 'vitest'
import { anExposure, aNotice } from '../support/content.ts'
import { newsroom } from '../support/newsroom.ts'

const now = new Date('2026-11-22T10:00:00+08:00')
const suggestions: Record<string, { overdue: boolean; supervised: boolean }> = {
  LATE: { overdue: true, supervised: false },
  WATCHED: { overdue: false, supervised: true },
  INTIME: { overdue: false, supervised: false },
}

const mask = (by = '复审人', on = '2026-11-21') => `mask_check: {by: ${by}, on: ${on}}\n`
const unit = (more: string) =>
  anExposure({ more: `unit: department-1\n${mask()}${more}` }).replace('kind: phenomenon', 'kind: unit')
const asked = 'asked_for_statement_on: 2026-11-01\n'
const person = anExposure({
  more: `${mask()}penalty: {decision_number: 示例 1 号, authority: 示例机关, legal_basis: 示例条款}\n`,
}).replace('kind: phenomenon', 'kind: person')

interface Outcome {
  published?: string
  reason?: string
  error?: string
  field?: string
}

async function board() {
  const room = await newsroom({ suggestionFacts: async code => suggestions[code], now: () => now })
  const people = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  const [author, first, second, publisher] = people
  /** Everything up to the publication, and what it answers. */
  async function publish(text: string, path = 'content/exposures/2026/new.md') {
    let done: Outcome = await room.save(author, path, text)
    for (const [person, move] of [
      [author, 'submission'],
      [first, 'first-review'],
      [second, 'second-review'],
      [publisher, 'publication'],
    ] as const)
      if (!done.reason) done = await room.move(person, path, move)
    return done
  }
  return { ...room, author, publisher, publishEntry: publish }
}

const refusals: [string, string, string, RegExp][] = [
  ['no mask check', anExposure(), 'mask_check', /第二人核对遮盖/],
  [
    'a mask check by someone who reviewed nothing',
    anExposure({ more: mask('路人') }),
    'mask_check.by',
    /“路人”不是这一稿的/,
  ],
  ['a mask check by the author', anExposure({ more: mask('撰稿人') }), 'mask_check.by', /第二人签字/],
  [
    'a mask check in the future',
    anExposure({ more: mask('复审人', '2026-11-23') }),
    'mask_check.on',
    /2026-11-23 还没有到/,
  ],
  ['an end that is past', anExposure({ until: '2026-11-21', more: mask() }), 'expose_until', /撤下日期已经过去/],
  [
    'a phenomenon that names somebody',
    anExposure({ more: mask() }).replace('matter: 示例问题。', 'matter: 王某把车停在盲道上。'),
    'matter',
    /王某.*不得指认个人/,
  ],
  [
    'a phenomenon that names somebody in a caption',
    anExposure({ more: `${mask()}before: [{src: /media/many/picture.svg, alt: 图, caption: 李女士的摊位}]\n` }),
    'before.0.caption',
    /李女士/,
  ],
  [
    'a number plate',
    anExposure({ more: mask() }).replace('matter: 示例问题。', 'matter: 浙K12345 停在盲道上。'),
    'matter',
    /浙K12345.*车牌号/,
  ],
  [
    'an identity number',
    anExposure({ more: mask() }).replace('补充说明。', '证号 332501199001011234。'),
    'body',
    /身份证号/,
  ],
  ['a unit without a source', unit(asked), 'suggestion', /须有来源/],
  [
    'a unit whose suggestion nobody made',
    unit(`suggestion: NONE\nmissed_deadline_on: 2026-11-01\n${asked}`),
    'suggestion',
    /没有编号为“NONE”/,
  ],
  [
    'a unit that is in time',
    unit(`suggestion: INTIME\nmissed_deadline_on: 2026-11-01\n${asked}`),
    'suggestion',
    /还在办理时限内/,
  ],
  ['a unit neither late nor supervised', unit(`suggestion: LATE\n${asked}`), 'missed_deadline_on', /已逾期或被督办/],
  [
    'a unit that was not heard',
    unit('suggestion: LATE\nmissed_deadline_on: 2026-11-01\n'),
    'asked_for_statement_on',
    /先听单位说明/,
  ],
  ['a person where that is switched off', person, 'kind', /曝光个人没有开启/],
  ['a person without the decision', person.replace(/penalty: .*\n/, ''), 'penalty', /行政处罚/],
  ['a person without a legal basis', person.replace(', legal_basis: 示例条款', ''), 'penalty.legal_basis', /法律依据/],
]
test('each rule refuses, names its field and says which rule it is', async () => {
  const { publishEntry, content } = await board()
  for (const [at, [what, text, field, words]] of refusals.entries()) {
    const refused = await publishEntry(text, `content/exposures/2026/refused-${at}.md`)
    expect(refused, what).toMatchObject({ field })
    expect(refused.error, what).toMatch(words)
    expect(['gate', 'invalid'], what).toContain(refused.reason)
  }
  expect(content.editionAt(now).list('exposures')).toEqual([])
})

const admitted: [string, string][] = [
  ['a phenomenon', anExposure({ more: mask() })],
  ['a unit whose suggestion is overdue', unit(`suggestion: LATE\nmissed_deadline_on: 2026-11-01\n${asked}`)],
  ['a unit under supervision', unit(`suggestion: WATCHED\nsupervision: 12\n${asked}`)],
  ['a unit with a notice', unit(`notice: criticism\nmissed_deadline_on: 2026-11-01\n${asked}`)],
  ['what the publisher has checked', anExposure({ more: mask('签发人') })],
]
test('what keeps the rules is admitted', async () => {
  const { publishEntry, publish, content } = await board()
  await publish({ 'content/notices/2026/criticism.md': aNotice() })
  for (const [at, [what, text]] of admitted.entries())
    expect(await publishEntry(text, `content/exposures/2026/admitted-${at}.md`), what).toHaveProperty('published')
  expect(content.editionAt(now).list('exposures')).toHaveLength(admitted.length)
})

test('a person, once the city has switched that on', async () => {
  const { publishEntry, publish, content } = await board()
  const settings = await content.repository.file(
    (await content.repository.head('main')) ?? '',
    'content/settings/site.yml',
  )
  const text =
    (await content.repository.blobs([settings?.oid ?? ''], 100_000)).get(settings?.oid ?? '')?.bytes?.toString() ?? ''
  await publish({ 'content/settings/site.yml': `${text}allow_person_exposure: true\n` })
  expect(await publishEntry(person)).toHaveProperty('published')
  expect(content.editionAt(now).list('exposures')).toHaveLength(1)
})

test('a published fact changes only with a dated note, a note is never taken away, progress needs a step, and a withdrawal leaves its note', async () => {
  const { publishEntry, content } = await board()
  const first = anExposure({ more: mask() })
  await publishEntry(first)
  const corrected = first.replace('place: 示例路', 'place: 另一条路')
  expect(await publishEntry(corrected)).toMatchObject({
    reason: 'gate',
    field: 'corrections',
    error: expect.stringContaining('更正') as string,
  })
  const withNote = corrected.replace('mask_check', 'corrections: [{on: 2026-11-22, text: 地点原写错。}]\nmask_check')
  expect(await publishEntry(withNote)).toHaveProperty('published')
  expect(await publishEntry(withNote.replace(/corrections: .*\n/, ''))).toMatchObject({
    reason: 'gate',
    field: 'corrections',
  })
  const done = withNote.replace('state: rectifying', 'state: rectified\nrectified_on: 2026-11-22')
  expect(await publishEntry(done)).toMatchObject({ reason: 'gate', field: 'steps' })
  expect(
    await publishEntry(done.replace('mask_check', 'steps: [{on: 2026-11-22, text: 已经清理。}]\nmask_check')),
  ).toHaveProperty('published')
  const withdrawn = withNote
    .replace('state: rectifying', 'state: withdrawn')
    .replace('mask_check', 'withdrawal: {on: 2026-11-22, reason: 事实有误。}\nmask_check')
  expect(await publishEntry(withdrawn)).toHaveProperty('published')
  expect(content.editionAt(now).list('exposures')[0]?.data).toMatchObject({
    state: 'withdrawn',
    matter: '',
    withdrawal: { reason: '事实有误。' },
  })
})
