import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { findContest } from '#contests/contests.ts'
import { contestDeskWords as words } from '#contests/desk-words.ts'
import { adoption } from '#contests/moves/adoption.ts'
import { answer } from '#contests/moves/answer.ts'
import { ending } from '#contests/moves/ending.ts'
import { notice } from '#contests/moves/notice.ts'
import { rejection } from '#contests/moves/rejection.ts'
import { removal } from '#contests/moves/removal.ts'
import { shortList } from '#contests/moves/short-list.ts'
import { objectToList } from '#contests/objecting.ts'
import { rankEntries } from '#contests/ranking.ts'
import { findShown, findStanding } from '#contests/shown.ts'
import { contestWords } from '#contests/words.ts'
import { fieldsOf, isRequired } from '#forms/meta.ts'
import { objectionWords } from '#objections/words.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { makeMove } from '#suggestions/course.ts'
import { publishing } from '#suggestions/moves/publishing.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { withKey } from '../support/course.ts'
import { afterClose, afterNotice, contestRoom, noticeUntil, whileOpen } from '../support/contests.ts'
import { dataKey } from '../support/server.ts'

const personalData = createPersonalData(dataKey)
const moves = words.moves
const lastMoment = new Date(`${noticeUntil}T23:59:59+08:00`)

describe('the short list of a contest', () => {
  const { connection, people, desk, refused } = contestRoom()

  test('a tie at the end of the list is decided by people with a reason that is public', async () => {
    const { db } = connection
    const on = desk()
    await on.judged(90, 70, 70, 70, 50)
    const ranked = rankEntries(await on.found())
    expect([ranked.sure, ranked.tied].map(part => part.map(({ entry }) => entry.number))).toEqual([[1], [2, 3, 4]])
    expect(await refused(on.list({ tied: [] }))).toBe(moves.shortList.choose(1))
    expect(await refused(on.list({ tied: ['2', '3'], words: '都好。' }))).toBe(moves.shortList.choose(1))
    expect(await refused(on.list({ tied: ['5'], words: '第五号好。' }))).toBe(moves.shortList.choose(1))
    expect(await refused(on.list({ tied: ['3'] }))).toBe(moves.shortList.why)
    const reason = '第 3 号花钱最少，今年就能做。'
    // The form asks for both, and marks neither as optional.
    const asked = shortList(true).form
    expect(fieldsOf(asked).flatMap(([name, field]) => (isRequired(field) ? name : []))).toEqual(['tied', 'words'])
    expect(asked.safeParse({ tied: [], words: reason }).error?.issues.map(({ path }) => path)).toEqual([['tied']])
    expect(asked.safeParse({ tied: ['3'] }).success).toBe(false)
    expect(await on.list({ tied: ['3'], words: reason })).toEqual({})
    await on.done(on.press(notice, { until: noticeUntil }, people.clerk))
    const shown = await findShown(db, on.call.id)
    expect(shown).toMatchObject({ tie_words: reason, entries: [{ number: 1 }, { number: 3 }] })
  })

  test('a tie that is not at the end of the list is none', async () => {
    const on = desk()
    await on.judged(70, 70, 50)
    expect(await refused(on.list({ tied: ['1'], words: '第一号好。' }))).toBeUndefined()
    expect((await on.found()).contest.tie_words).toBeNull()
  })

  test('is on notice for its working days, objected to on them alone, and awarded after them by somebody else', async () => {
    const { db } = connection
    const on = desk()
    await on.judged(90, 80)
    const objection = () => ({
      words: '第一号和去年省里的做法一字不差。',
      name: '示例居民',
      contact: '13912345678',
      request_key: randomUUID(),
    })
    const say = (now: Date, form = objection()) => objectToList(db, on.call, form, { personalData, now })
    await on.done(on.list())
    expect((await findShown(db, on.call.id)).entries).toEqual([])
    expect(await refused(say(afterClose))).toBe(objectionWords.public.over)
    const put = (until: string) => refused(on.press(notice, { until }, people.clerk))
    expect(await put('2026-11-29')).toBe(objectionWords.tooShort(5, '2026年11月30日'))
    expect(await put('2027-01-23')).toBe(objectionWords.tooLong)
    expect(await put(noticeUntil)).toBeUndefined()
    const form = objection()
    expect([await say(lastMoment, form), await say(lastMoment, form)]).toEqual([{}, {}])
    expect(await refused(say(afterNotice))).toBe(objectionWords.public.over)
    const { objections } = await on.found()
    expect(objections).toHaveLength(1)
    expect(JSON.stringify(objections)).not.toContain(form.name)

    expect(await refused(on.give({ 1: '一等奖' }, people.supervisor, lastMoment))).toBe(
      objectionWords.award.tooEarly('2026年11月30日'),
    )
    expect(await refused(on.give({ 1: '一等奖' }))).toBe(objectionWords.award.unanswered)
    const telling = { objection: String(objections[0]!.id), words: `${form.contact}反映的查过了。`, looked: true }
    expect(await refused(on.press(answer, telling, people.clerk))).toBe(objectionWords.publicText.given)
    const reply = { objection: String(objections[0]!.id), words: '查过了，做法不同。', looked: false }
    await on.done(on.press(answer, reply, people.clerk))
    const both = { id: people.clerk.id, roles: ['clerk', 'supervisor'] as const }
    expect(await refused(on.give({ 1: '一等奖' }, both))).toBe(objectionWords.award.sameHand)
    expect(await refused(on.give({}))).toBe(moves.award.nothing)
    expect(await refused(on.give({ 1: '特等奖' }))).toBe(moves.award.nothing)
    expect(await refused(on.give({ 1: '一等奖', 2: '二等奖' }))).toBeUndefined()
    expect((await on.found()).objections[0]).toMatchObject({
      words: form.words,
      name_sealed: null,
      contact_sealed: null,
    })
  })

  test('SQL awards nothing early, by the same hand or with an open objection', async () => {
    const { db } = connection
    const on = desk()
    await on.noticed(90, 80)
    const set = (more: object) =>
      db
        .updateTable('contest')
        .set({
          state: 'awarded',
          ended_by: people.supervisor.id,
          ended_at: afterNotice,
          awarded_on: '2026-12-01',
          ...more,
        })
        .where('id', '=', on.call.id)
        .execute()
    await expect(set({ awarded_on: noticeUntil })).rejects.toThrow(/contest_is_awarded_after_its_notice/)
    await expect(set({ ended_by: people.clerk.id })).rejects.toThrow(/contest_is_awarded_by_another/)
    const form = {
      words: '第一号是抄来的，请查一查。',
      name: '示例',
      contact: '13912345678',
      request_key: randomUUID(),
    }
    await objectToList(db, on.call, form, { personalData, now: lastMoment })
    await expect(set({})).rejects.toThrow(/is not answered/)
  })

  test('an entry that is taken off the list, or withdrawn, is shown and awarded no more', async () => {
    const { db } = connection
    const on = desk()
    await on.noticed(90, 80)
    const reason = '查实是抄来的。'
    await on.done(on.press(removal, { entry: '1', words: reason }, people.clerk, lastMoment))
    expect(await refused(on.press(removal, { entry: '1', words: '另一个理由。' }, people.clerk, lastMoment))).toBe(
      moves.removal.gone,
    )
    const [first, second] = (await on.found()).entries
    expect(await findStanding(db, first!.suggestion_id)).toMatchObject({
      said: contestWords.entryStates.removed,
      reason,
    })
    expect(await makeMove(db, withdrawal, second!.matter, withKey(), 'author', lastMoment)).not.toHaveProperty(
      'refused',
    )
    expect((await findShown(db, on.call.id)).entries).toEqual([])
    expect((await on.found()).entries.map(({ state }) => state)).toEqual(['removed', 'withdrawn'])
    expect(await refused(on.give({ 1: '一等奖', 2: '二等奖' }))).toBe(moves.award.nothing)
    await on.done(on.press(ending, { words: '入围的都不在了。' }, people.supervisor, afterNotice))
  })

  test('shows title and text where the author agrees, else the number alone, and takes them away with the consent', async () => {
    const { db } = connection
    const on = desk()
    await on.collected(2)
    const [first, second] = (await on.found()).entries
    await db.updateTable('suggestion').set({ publish_consent: false }).where('id', '=', second!.suggestion_id).execute()
    await on.begin()
    for (const number of [1, 2]) for (const judge of [people.first, people.second]) await on.score(number, judge, 70)
    await on.done(on.list())
    await on.done(on.press(notice, { until: noticeUntil }, people.clerk))
    const titles = async () => (await findShown(db, on.call.id)).entries.map(({ number, title }) => [number, title])
    expect(await titles()).toEqual([
      [1, '大猷街盲道上停满电动车'],
      [2, null],
    ])
    await expect(
      db
        .updateTable('contest_entry')
        .set({ title: '标题', body: '正文' })
        .where('suggestion_id', '=', second!.suggestion_id)
        .execute(),
    ).rejects.toThrow(/does not agree/)
    const back = { publish: 'no' as const, ...withKey() }
    expect(await makeMove(db, publishing, first!.matter, back as never, 'author', lastMoment)).not.toHaveProperty(
      'refused',
    )
    expect(await titles()).toEqual([
      [1, null],
      [2, null],
    ])
  })

  test('an entry that is not let in is told why and gets no points', async () => {
    const { db } = connection
    const on = desk()
    const { number, id } = await on.enter()
    const reason = '说的是投诉，不是点子。'
    expect(await refused(on.pressEntry(rejection, number, { words: reason }, people.supervisor))).toBe(words.notYours)
    await on.done(on.pressEntry(rejection, number, { words: reason }, people.clerk, whileOpen))
    expect(await findStanding(db, id)).toMatchObject({ said: contestWords.entryStates['not-admitted'], reason })
    expect(await refused(on.pressEntry(rejection, number, { words: '另一个理由。' }, people.clerk))).toBe(
      moves.wrongState,
    )
    expect(await refused(on.press(ending, { words: '都不够。' }, people.supervisor, whileOpen))).toContain('11月20日')
    await on.done(on.press(ending, { words: '都不够。' }, people.supervisor))
    expect((await findContest(db, on.call)).contest).toMatchObject({ state: 'ended', words: '都不够。' })
  })

  test('what came of it is not carried out in the future', async () => {
    const on = desk()
    await on.noticed(90)
    await on.done(on.give({ 1: '一等奖' }))
    const press = (on_: string) =>
      refused(on.press(adoption, { entry: '1', words: '先试一处。', on: on_ }, people.clerk, afterNotice))
    expect(await press('2026-12-02')).toBe(moves.adoption.future)
    expect(await press('2026-12-01')).toBeUndefined()
  })
})
