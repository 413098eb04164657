import { expect, test } from 'vitest'
import type { AssessmentState } from '#db/schema-assessment.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { noticeOfResult } from '#publishing/drafts/assessed.ts'
import { prefillDraft } from '#publishing/import/prefilled.ts'
import { aKey } from '../support/assessing.ts'
import { aNotice } from '../support/content.ts'
import { type Newsroom, newsroom } from '../support/newsroom.ts'

const people = (room: Newsroom) =>
  Promise.all([
    room.person('督办员', 'supervisor', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ] as const)

/** An assessment of a year of its own, begun and void at once: nothing before a result needs more. */
async function assessed(room: Newsroom, by: { id: number }, year: number, state: AssessmentState): Promise<number> {
  const at = new Date(`${year + 1}-02-01T02:00:00Z`)
  const days = { opened_at: at, objections_until: new Date(at.getTime() + 86_400_000) }
  const { id } = await room.db
    .insertInto('assessment')
    .values({
      ...{ year, ...aKey(), scheme: 'any', title: '示例方案', criteria: '[]' },
      ...{ begun_by: by.id, begun_at: at, counted_at: at, state, ...days },
      ...(state === 'result' && { concluded_by: by.id, concluded_at: days.objections_until }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

test('a notice out of a result is published while the result stands, and refused in words once it is void', async () => {
  const room = await newsroom()
  const [author, first, second, publisher] = await people(room)
  for (const [year, state] of [
    [2031, 'result'],
    [2032, 'void'],
  ] as const) {
    const path = `content/notices/2026/${noticeOfResult(await assessed(room, author, year, state), 'unit', 'praise')}.md`
    await room.save(author, path, aNotice())
    await room.review(path, author, first, second)
    const moved = await room.move(publisher, path, 'publication')
    if (state === 'result') expect(moved).toHaveProperty('published')
    else expect(moved).toMatchObject({ reason: 'gate', error: gatewayWords.resultFallen })
  }
})

test('two who make the same draft at once make it once, and who came second is told so', async () => {
  const room = await newsroom()
  const now = new Date()
  const notice = { category: 'notice', issuer: '示例单位', issued_on: '2026-11-02', summary: '一句话。', sample: true }
  for (let turn = 0; turn < 3; turn += 1) {
    const [one, , , other] = await people(room)
    const made = await Promise.all(
      [one, other].map(person =>
        prefillDraft(
          { content: room.content, db: room.db, person, now, suggestionFacts: async () => undefined },
          { type: 'notices', id: `made-${turn}`, year: 2026, data: { title: '示例', ...notice }, body: '示例正文。' },
        ),
      ),
    )
    expect(made).toContain('handed-in')
    expect(made.filter(outcome => outcome === 'unfinished' || outcome === 'exists')).toEqual([])
    expect((await room.content.drafts.find('notices', `made-${turn}`))!.status).not.toBe('draft')
  }
})
