import { describe, expect, test } from 'vitest'
import { listedOf, type Mover } from '#contests/contests.ts'
import { addEntry } from '#contests/entering.ts'
import { contestDeskWords as words } from '#contests/desk-words.ts'
import { covering } from '#contests/moves/covering.ts'
import { ending } from '#contests/moves/ending.ts'
import { notice } from '#contests/moves/notice.ts'
import { rewording } from '#contests/moves/rewording.ts'
import { comingOf } from '#contests/moves/short-list.ts'
import { takingDown } from '#contests/moves/taking-down.ts'
import { listCovered, seenOf } from '#contests/reading.ts'
import { findShown, findStanding } from '#contests/shown.ts'
import { contestWords } from '#contests/words.ts'
import { inTransaction } from '#db/transaction.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { makeMove as makeRecordMove } from '#record/move.ts'
import { removal as recordRemoval } from '#record/moves/removal.ts'
import { asShown, previewFor } from '#suggestions/redaction/preview.ts'
import { coverWords, previewWords } from '#suggestions/redaction/words.ts'
import { afterClose, afterNotice, contestRoom, noticeUntil, whileOpen } from '../support/contests.ts'
import { addColleagues } from '../support/course.ts'
import { publishedRecord } from '../support/records.ts'
import { dataKey } from '../support/server.ts'

const personalData = createPersonalData(dataKey)
const moves = words.moves
const neighbour = '弄堂尽头的阿婆'
const body = `弄堂口看不见来车，${neighbour}上周摔了。`

describe('the texts that a contest makes public', () => {
  const { connection, people, desk, refused } = contestRoom()
  type Desk = ReturnType<typeof desk>

  /** One entry that names a neighbour, judged by two. */
  async function judgedOf(on: Desk) {
    const { number, id } = await on.enter(whileOpen, { body })
    await on.admit(number)
    await on.collected(0)
    await on.begin()
    for (const judge of [people.first, people.second]) await on.score(number, judge, 80)
    return id
  }
  async function cover(on: Desk, id: number, word: string, by: Mover = people.clerk) {
    const typed = { cover_words: word }
    const preview = await previewFor(connection.db, id, typed, personalData)
    return refused(on.pressEntry(covering, 1, { ...asShown(preview), ...typed }, by))
  }
  const coveredOf = async (on: Desk) => listCovered(connection.db, comingOf(await on.found()))

  test('are read as they will be public, with what was covered; what was covered again meanwhile is read again', async () => {
    const { db } = connection
    const on = desk()
    const id = await judgedOf(on)
    expect(await coveredOf(on)).toMatchObject([{ body, covered: [] }])
    expect(await refused(on.list({ seen: [] }))).toBe(moves.shortList.readAgain)
    const list = on.list
    const before = await coveredOf(on)
    expect(await cover(on, id, neighbour)).toBeUndefined()
    const [read] = await coveredOf(on)
    expect(read!.covered).toEqual([previewWords.finding('other', neighbour)])
    expect(await refused(list({ seen: [seenOf(before)] }))).toBe(moves.shortList.readAgain)
    await on.done(list())
    await on.done(on.press(notice, { until: noticeUntil }, people.clerk))
    const [shown] = (await findShown(db, on.call.id)).entries
    expect(shown!.body).toBe(read!.body)
    expect(shown!.body).toContain(coverWords.cover('other'))
    expect(shown!.body).not.toContain(neighbour)
    expect(await cover(on, id, '上周')).toBe(moves.wrongState)
  })

  test('are chosen by nobody who covered them last, in the domain and in SQL', async () => {
    const { db } = connection
    const on = desk()
    const id = await judgedOf(on)
    const both: Mover = { id: people.supervisor.id, roles: ['clerk', 'supervisor'] }
    expect(await cover(on, id, neighbour, both)).toBeUndefined()
    expect(await refused(on.list({}, both))).toBe(moves.shortList.sameHand(contestWords.number(1)))
    const choose = () =>
      db.updateTable('contest_entry').set({ read_by: both.id }).where('suggestion_id', '=', id).execute()
    await expect(choose()).rejects.toThrow(/may not choose it/)
    // The last hand counts, not every hand.
    expect(await cover(on, id, '上周')).toBeUndefined()
    await on.done(on.list({}, both))
  })

  test('are covered again by a clerk alone', async () => {
    const on = desk()
    const id = await judgedOf(on)
    expect(await cover(on, id, neighbour, people.supervisor)).toBe(words.notYours)
  })

  test('are taken down for good with a dated reason; place and award stay by the number', async () => {
    const { db } = connection
    const on = desk()
    await on.noticed(90, 80)
    const reason = '里面写到了邻居。'
    const press = (person: Mover, words = reason) =>
      refused(on.press(takingDown, { entry: '1', words }, person, afterNotice))
    expect(await press(people.admin)).toBe(words.notYours)
    expect(await press(people.supervisor)).toBeUndefined()
    expect(await press(people.clerk, '另一个理由。')).toBe(moves.takingDown.gone)
    await on.done(on.give({ 1: '一等奖' }))
    const note = { takenDownAt: afterNotice, takenDownWords: reason }
    const shown = async () => (await findShown(db, on.call.id)).entries
    expect(await shown()).toMatchObject([
      { number: 1, grade: '一等奖', title: null, body: null, ...note },
      { number: 2, takenDownAt: null },
    ])
    // After the award too, and its author is told.
    await on.done(on.press(takingDown, { entry: '2', words: reason }, people.clerk, afterNotice))
    expect((await shown()).map(({ title }) => title)).toEqual([null, null])
    const [first] = (await on.found()).entries
    expect(await findStanding(db, first!.suggestion_id)).toMatchObject(note)
    expect(listedOf(await on.found())).toHaveLength(2)
    await expect(
      db
        .updateTable('contest_entry')
        .set({ title: '标题', body: '正文' })
        .where('suggestion_id', '=', first!.suggestion_id)
        .execute(),
    ).rejects.toThrow(/contest_entry_taken_down_is_empty/)
  })

  test('are gone with the record of the same suggestion, whether they were public or would have been', async () => {
    const { db } = connection
    const on = desk()
    const colleagues = await addColleagues(db)
    const records = [1, 2].map(() => publishedRecord(db, colleagues, personalData, whileOpen))
    const [first, second] = await Promise.all(records)
    for (const [at, { suggestionId }] of [first!, second!].entries()) {
      await inTransaction(db, trx => addEntry(trx, on.call, { id: suggestionId }, whileOpen))
      await on.admit(at + 1)
    }
    await on.collected(0)
    await on.begin()
    for (const number of [1, 2]) for (const judge of [people.first, people.second]) await on.score(number, judge, 80)
    const remove = async ({ number }: { number: string }, reason: string) => {
      const by = { person: people.clerk, now: afterClose, personalData }
      expect(await makeRecordMove(db, recordRemoval, number, { words: reason }, by)).toEqual({})
    }
    const [early, late] = ['写到了别人家的事。', '写到了邻居。']
    await remove(first!, early)
    await on.done(on.list())
    await on.done(on.press(notice, { until: noticeUntil }, people.clerk))
    const shown = async () => (await findShown(db, on.call.id)).entries
    expect(await shown()).toMatchObject([{ title: null, takenDownWords: early }, { takenDownAt: null }])
    expect((await shown())[1]!.title).not.toBeNull()
    await remove(second!, late)
    expect(await shown()).toMatchObject([
      {},
      { title: null, body: null, takenDownAt: afterClose, takenDownWords: late },
    ])
  })

  test('the public reason of a tie, or of no award, is put in other words, with the day', async () => {
    const { db } = connection
    const on = desk()
    await on.judged(90, 70, 70)
    const say = (reason: string, now = afterNotice) =>
      refused(on.press(rewording, { words: reason }, people.clerk, now))
    expect(await say('还没有名单。')).toBe(moves.wrongState)
    await on.done(on.list({ tied: ['2'], words: `第 2 号是${neighbour}提的。` }))
    expect(await say('第 2 号花钱少。')).toBeUndefined()
    await on.done(on.press(notice, { until: noticeUntil }, people.clerk))
    expect(await findShown(db, on.call.id)).toMatchObject({
      tie_words: '第 2 号花钱少。',
      words_changed_on: '2026-12-01',
    })
    await on.done(on.press(ending, { words: `${neighbour}提的不算。` }, people.supervisor, afterNotice))
    expect(await say('都不够好。')).toBeUndefined()
    expect(await findShown(db, on.call.id)).toMatchObject({ words: '都不够好。', tie_words: '第 2 号花钱少。' })
    const other = desk()
    await other.noticed(90)
    expect(await refused(other.press(rewording, { words: '没有同分。' }, people.clerk))).toBe(moves.rewording.none)
  })
})
