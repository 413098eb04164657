import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { listCandidates, listedOf, listJudged } from '#contests/contests.ts'
import { contestDeskWords as words } from '#contests/desk-words.ts'
import { maySeeContest } from '#contests/move.ts'
import { declaration } from '#contests/moves/declaration.ts'
import { judgeNaming } from '#contests/moves/judge-naming.ts'
import { judgeRelease } from '#contests/moves/judge-release.ts'
import { scoring } from '#contests/moves/scoring.ts'
import { rankEntries, resultOf, sayAverage } from '#contests/ranking.ts'
import { contestWords } from '#contests/words.ts'
import { aCall, afterClose, contestPeople, contestRoom, type ContestPeople } from '../support/contests.ts'

const moves = words.moves

describe('the judges of a contest', () => {
  const { connection, people, desk, refused } = contestRoom()

  test('judges are staff who see no author, once, and go while they have said nothing', async () => {
    const on = desk()
    await on.collected(1)
    const found = await on.found()
    const candidates = await listCandidates(connection.db, found)
    expect(contestPeople.filter(name => candidates.has(String(people[name].id)))).toEqual(['outsider'])
    for (const name of ['clerk', 'first'] as const)
      expect(await refused(on.press(judgeNaming, { judge: String(people[name].id) }, people.admin))).toBe(
        moves.judge.gone,
      )
    await on.begin()
    await on.score(1, people.first, 60)
    const release = (judge: keyof ContestPeople) =>
      refused(on.press(judgeRelease, { judge: String(people[judge].id) }, people.supervisor))
    expect(await release('first')).toBe(moves.release.gone)
    expect(await release('third')).toBeUndefined()
    expect((await on.found()).judges.map(({ id }) => id)).toEqual([people.first.id, people.second.id])
  })

  test('a judge with a conflict gives no points, and who gave points finds no conflict: in the domain and in SQL', async () => {
    const { db } = connection
    const on = desk()
    await on.collected(2)
    await on.begin()
    const score = (judge: 'first' | 'second', points = 50) =>
      refused(on.pressEntry(scoring(on.call.criteria), 1, on.pointsFor(points), people[judge]))
    const declare = (judge: 'first' | 'second', conflict: 'yes' | 'no') =>
      refused(on.pressEntry(declaration, 1, { conflict }, people[judge]))
    expect(await score('first')).toBe(moves.wrongState)
    expect(await declare('first', 'yes')).toBeUndefined()
    expect(await score('first')).toBe(moves.wrongState)
    expect(await declare('first', 'no')).toBe(moves.declaration.already)
    const [entry] = (await on.found()).entries
    const row = { suggestion_id: entry!.suggestion_id, criterion: 'new', points: 50, scored_at: afterClose }
    const insert = (judge: keyof ContestPeople, more: object = {}) =>
      db
        .insertInto('contest_score')
        .values({ ...row, judge_id: people[judge].id, ...more })
        .execute()
    await expect(insert('first')).rejects.toThrow(/contest_judge_has_declared/)
    await expect(insert('first', { conflict: true })).rejects.toThrow(/contest_judge_has_no_conflict/)
    await expect(insert('second')).rejects.toThrow(/contest_judge_has_declared/)

    expect(await declare('second', 'no')).toBeUndefined()
    await expect(insert('second', { criterion: 'other' })).rejects.toThrow(/given once/)
    await expect(insert('second', { points: 101 })).rejects.toThrow(/check/)
    expect(await score('second')).toBeUndefined()
    expect(await score('second', 51)).toBe(moves.wrongState)
    expect(await declare('second', 'yes')).toBe(moves.declaration.already)
    const own = sql`judge_id = ${people.second.id} AND suggestion_id = ${entry!.suggestion_id}`
    await expect(sql`UPDATE contest_declaration SET conflict = true WHERE ${own}`.execute(db)).rejects.toThrow(
      /contest_judge_has_declared/,
    )
    await expect(sql`UPDATE contest_score SET points = 99 WHERE ${own}`.execute(db)).rejects.toThrow(/given once/)
    await expect(sql`DELETE FROM contest_score WHERE ${own}`.execute(db)).rejects.toThrow(/given once/)
  })

  test('who judged some entries decides nothing: the list waits for them, or they are released and their points with them', async () => {
    const { db } = connection
    const on = desk(aCall({ short_list: 1 }))
    await on.collected(2)
    await on.begin()
    for (const [number, points] of [70, 75].entries())
      for (const judge of [people.first, people.second]) await on.score(number + 1, judge, points)
    expect(await refused(on.press(judgeNaming, { judge: String(people.outsider.id) }, people.admin))).toBe(
      moves.judge.enough,
    )
    // All the points there are, for one entry alone: it would lead.
    await on.score(1, people.third, 100)
    expect(rankEntries(await on.found()).sure.map(({ entry }) => entry.number)).toEqual([1])
    await on.done(on.pressEntry(declaration, 2, { conflict: 'no' }, people.third))
    expect(await refused(on.list())).toBe(moves.shortList.unfinished('示例contributor'))
    const set = { state: 'short-listed', short_listed_by: people.supervisor.id, short_listed_at: afterClose } as const
    await expect(db.updateTable('contest').set(set).where('id', '=', on.call.id).execute()).rejects.toThrow(
      /has not finished/,
    )

    const third = { judge: String(people.third.id) }
    expect(await refused(on.press(judgeRelease, third, people.clerk))).toBe(words.notYours)
    await on.done(on.press(judgeRelease, third, people.supervisor))
    const found = await on.found()
    expect(resultOf(found, found.entries[0]!)).toEqual({ judges: 2, total: 2 * 70 * 100 })
    expect(maySeeContest(found, { person: people.third })).toBe(false)
    expect(await listJudged(db, people.third.id)).not.toContain(on.call.id)
    expect((await listCandidates(db, found)).has(third.judge)).toBe(false)
    const [, entry] = found.entries
    const late = { suggestion_id: entry!.suggestion_id, judge_id: people.third.id, scored_at: afterClose }
    await expect(
      db
        .insertInto('contest_score')
        .values({ ...late, criterion: 'new', points: 100 })
        .execute(),
    ).rejects.toThrow(/given once/)
    await on.done(on.list())
    expect(listedOf(await on.found()).map(({ number }) => number)).toEqual([2])
  })

  test('who is recused from an entry has finished with it, and somebody else is asked where judges are too few', async () => {
    const on = desk()
    await on.collected(2)
    await on.done(on.press(judgeRelease, { judge: String(people.third.id) }, people.admin))
    await on.begin()
    for (const judge of [people.first, people.second]) await on.score(1, judge, 70)
    await on.score(2, people.first, 60)
    const ask = () => refused(on.press(judgeNaming, { judge: String(people.third.id) }, people.admin))
    expect(await ask()).toBe(moves.judge.enough)
    await on.done(on.pressEntry(declaration, 2, { conflict: 'yes' }, people.second))
    expect(await refused(on.list())).toBe(moves.shortList.missing(contestWords.number(2)))
    expect(await ask()).toBeUndefined()
    await on.score(2, people.third, 60)
    expect(await refused(on.list())).toBe(moves.shortList.unfinished('示例contributor'))
    await on.score(1, people.third, 60)
    await on.done(on.list())
  })

  test('nobody scores what was sent with the phone that they have proven, in the domain and in SQL', async () => {
    const { db } = connection
    const on = desk()
    await on.collected(1)
    const [entry] = (await on.found()).entries
    const phone_hash = `judge-${entry!.suggestion_id}`
    const prove = (phone: string | null) =>
      db.updateTable('person').set({ phone_hash: phone }).where('id', '=', people.first.id).execute()
    await db.updateTable('suggestion').set({ phone_hash }).where('id', '=', entry!.suggestion_id).execute()
    await on.begin()
    const declare = (conflict: 'yes' | 'no') => refused(on.pressEntry(declaration, 1, { conflict }, people.first))
    // Proven before it is said, or between that and the points.
    await prove(phone_hash)
    expect(await declare('no')).toBe(moves.declaration.own)
    const row = { suggestion_id: entry!.suggestion_id, judge_id: people.first.id }
    const insert = () =>
      db
        .insertInto('contest_declaration')
        .values({ ...row, contest_id: on.call.id, conflict: false, declared_at: afterClose })
        .execute()
    await expect(insert()).rejects.toThrow(/themselves/)
    await prove(null)
    await insert()
    await prove(phone_hash)
    expect(await refused(on.pressEntry(scoring(on.call.criteria), 1, on.pointsFor(90), people.first))).toBe(
      moves.wrongState,
    )
    await expect(
      db
        .insertInto('contest_score')
        .values({ ...row, criterion: 'new', points: 90, scored_at: afterClose })
        .execute(),
    ).rejects.toThrow(/themselves/)
    expect(await declare('yes')).toBeUndefined()
    await prove(null)
  })

  test('points count by their weights, and the average of those who judged', async () => {
    const on = desk()
    await on.collected(1)
    await on.begin()
    await on.done(on.pressEntry(declaration, 1, { conflict: 'no' }, people.first))
    await on.done(on.pressEntry(scoring(on.call.criteria), 1, { points_new: 90, points_doable: 50 }, people.first))
    await on.score(1, people.second, 80)
    const found = await on.found()
    expect(sayAverage(resultOf(found, found.entries[0]!))).toBe('77')
  })
})
