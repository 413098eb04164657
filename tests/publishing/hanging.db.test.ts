import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { SuggestionState } from '#db/schema.ts'
import { beginRemoval } from '#publishing/decap/removals.ts'
import { gatewayWords } from '#publishing/decap/words.ts'
import { listUncleared } from '#publishing/drafts/uncleared.ts'
import { type Hanging, listHanging } from '#publishing/edition/hanging.ts'
import { editor } from '../support/content.ts'
import { addColleagues, bringTo, coUnit, leadUnit } from '../support/course.ts'
import { fileApplication, findApplicant } from '#honours/applications.ts'
import { newsroom } from '../support/newsroom.ts'

const pathOf = (unit: string) => `content/departments/${unit}.md`
const path = pathOf(leadUnit)
const aUnit = '---\nname: 示例市城管局\nshort_name: 城管局\nlevel: department\norder: 1\nsample: true\n---\n'
const now = new Date('2026-11-23T10:00:00+08:00')

async function withUnit() {
  const room = await newsroom()
  await room.db.deleteFrom('liaison').execute()
  await room.db.deleteFrom('honour_application').execute()
  await room.db.deleteFrom('task_report').execute()
  await room.db.updateTable('assignment').set({ ended_at: now }).where('ended_at', 'is', null).execute()
  await room.publish({ [path]: aUnit })
  const [author, first, second, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  const begin = () =>
    beginRemoval(
      { db: room.db, content: room.content, person: author!, now, suggestionFacts: async () => undefined },
      path,
      { oid: room.content.everything().published.entries.get(path)?.oid ?? '', reason: '机构改革，职责并入别处' },
    )
  return { room, author: author!, first: first!, second: second!, publisher: publisher!, begin }
}

const refused = (...hanging: Hanging[]) => ({ reason: 'gate', error: gatewayWords.stillHangs(hanging) })

test('a unit that works on suggestions, has officers, a rule or public answers is not taken down, and why is said with counts', async () => {
  const { room, begin } = await withUnit()
  const people = await addColleagues(room.db)
  await bringTo(room.db, 'handed-over', people, now)
  await bringTo(room.db, 'signed-for', people, now)
  expect(await begin()).toMatchObject(refused({ kind: 'suggestions', count: 2 }, { kind: 'officers', count: 1 }))
  await room.db.deleteFrom('rise_rule').execute()
  await room.db
    .insertInto('rise_rule')
    .values({ position: 5, to_whom: 'unit', unit: leadUnit, working_days: 3 })
    .execute()
  expect(await listHanging(room.db, path)).toContainEqual({ kind: 'rises', count: 1 })
  await room.db.deleteFrom('rise_rule').execute()
  expect(await listHanging(room.db, pathOf(coUnit))).toContainEqual({ kind: 'suggestions', count: 2 })
  const application = {
    unit: leadUnit,
    kind: 'school' as const,
    title: '示例小学',
    level: 'city' as const,
    county: '331102',
    reasons: '示例理由'.repeat(5),
    looked: false,
    request_key: crypto.randomUUID(),
  }
  await fileApplication(room.db, application, await findApplicant(room.db, people.lead), now)
  expect(await listHanging(room.db, path)).toContainEqual({ kind: 'applications', count: 1 })
  await room.db
    .insertInto('task_report')
    .values({
      task: '2026-fire-lanes',
      unit: leadUnit,
      progress: 'running',
      words: '示例进展',
      request_key: crypto.randomUUID(),
      filed_by: people.lead.id,
      filed_at: now,
    })
    .execute()
  expect(await listHanging(room.db, path)).toContainEqual({ kind: 'reports', count: 1 })
  expect(await listHanging(room.db, 'content/notices/2026/city-management.md')).toEqual([])
  expect(await room.content.drafts.list()).toEqual([])
})

test.each(['closed', 'returned'] satisfies SuggestionState[])(
  'a suggestion that is %s keeps no unit, nor does an officer who has left',
  async state => {
    const { room, begin } = await withUnit()
    const people = await addColleagues(room.db)
    await bringTo(room.db, state, people, now)
    await room.db.updateTable('person').set({ disabled_at: now }).where('id', '=', people.lead.id).execute()
    expect(await begin()).toEqual({ collection: 'departments', id: leadUnit })
  },
)

test('what is given to a unit while its deletion is reviewed stands against its publication', async () => {
  const { room, author, first, second, publisher, begin } = await withUnit()
  await begin()
  await room.review(path, author, first, second)
  const people = await addColleagues(room.db)
  await bringTo(room.db, 'handed-over', people, now)
  expect(await room.move(publisher, path, 'publication')).toMatchObject(
    refused({ kind: 'suggestions', count: 1 }, { kind: 'officers', count: 1 }),
  )
  expect(room.content.editionAt(now).find('departments', leadUnit)).toBeDefined()
})

test('a push that deletes it leaves it to readers and is a fault, also of a sample, which else goes by itself', async () => {
  const { room } = await withUnit()
  await addColleagues(room.db)
  const free = pathOf('free')
  await room.publish({ [free]: aUnit })
  await room.content.repository.commitFiles(
    'main',
    undefined,
    [path, free].map(path => ({ path, bytes: undefined })),
    { author: editor, message: '推送' },
  )
  await room.content.refresh()
  const edition = room.content.editionAt(now)
  expect(edition.find('departments', leadUnit)).toBeDefined()
  expect(edition.find('departments', 'free')).toBeUndefined()
  expect(edition.faults.map(({ path }) => path)).toEqual([path])
  expect(await listUncleared(room.content)).toMatchObject([{ path, isGone: true, remedy: 'put-back' }])
})

test('every column that names a unit is looked at, or tells of what is over', async () => {
  const { db } = await newsroom()
  const { rows } = await sql<{ name: string }>`
    SELECT table_name || '.' || column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name IN ('unit', 'lead_unit', 'deputy', 'units')
    ORDER BY 1`.execute(db)
  const lookedAt = [
    'assignment.deputy',
    'assignment.unit',
    'honour_application.unit',
    'liaison.unit',
    'record.unit',
    'rise_rule.unit',
    'task_report.unit',
  ]
  const ofASuggestionAndItsAssignments = [
    'answer.unit',
    'dispute.lead_unit',
    'dispute.unit',
    'interim_reply.unit',
    'question.unit',
    'rise.unit',
    'suggestion.lead_unit',
    'supervision_letter.unit',
    'webhook_delivery.lead_unit',
  ]
  // A report is over once it is filed, and an assessment keeps the names of its units.
  const reportedAndAssessed = [
    'assessment_line.unit',
    'assessment_objection.unit',
    'assessment_score.unit',
    'assessment_unit.unit',
    'evidence_pack.unit',
    'report.unit',
    'report_reminder.unit',
  ]
  const known = [...lookedAt, ...ofASuggestionAndItsAssignments, ...reportedAndAssessed]
  expect(rows.map(({ name }) => name)).toEqual(known.toSorted())
})
