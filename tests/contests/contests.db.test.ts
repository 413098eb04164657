import { describe, expect, test } from 'vitest'
import type { Call } from '#contests/contests.ts'
import { contestDeskWords as words } from '#contests/desk-words.ts'
import { contestEngine, type EntryCase, entryEngine, maySeeContest, maySeeEntry } from '#contests/move.ts'
import { adoption } from '#contests/moves/adoption.ts'
import { declaration } from '#contests/moves/declaration.ts'
import { ending } from '#contests/moves/ending.ts'
import { contestMoves, entryMoves } from '#contests/moves/index.ts'
import { judgeNaming } from '#contests/moves/judge-naming.ts'
import { judging } from '#contests/moves/judging.ts'
import { scoring } from '#contests/moves/scoring.ts'
import { findShown, findStanding } from '#contests/shown.ts'
import { contestWords } from '#contests/words.ts'
import type { ContestState } from '#db/schema-contests.ts'
import { afterClose, afterNotice, contestPeople, contestRoom, type ContestPeople } from '../support/contests.ts'

const moves = words.moves

describe('a contest of ideas', () => {
  const { connection, people, desk, refused } = contestRoom()
  const eventsOf = async ({ id }: Call) =>
    (
      await connection.db
        .selectFrom('event')
        .select('action')
        .where('object_kind', '=', 'contest')
        .where('object_id', '=', id)
        .orderBy('id')
        .execute()
    ).map(({ action }) => action)

  test('goes from its entries over judges and notice to the award and what came of it, and each step leaves its event', async () => {
    const { db } = connection
    const { call, noticed, give, press, found } = desk()
    await noticed(90, 80, 40)
    expect((await findShown(db, call.id)).entries.map(({ number, title }) => [number, title])).toEqual([
      [1, '大猷街盲道上停满电动车'],
      [2, '大猷街盲道上停满电动车'],
    ])
    expect(await give({ 2: '一等奖' })).toEqual({})
    const carried = { entry: '2', words: '在两个路口先试。', on: '2026-11-30' }
    expect(await press(adoption, carried, people.clerk, afterNotice)).toEqual({})
    const shown = await findShown(db, call.id)
    expect(shown).toMatchObject({ state: 'awarded', awarded_on: '2026-12-01' })
    expect(shown.entries).toMatchObject([
      { number: 2, grade: '一等奖', adopted: carried.words, carriedOutOn: carried.on },
      { number: 1, grade: null },
    ])
    const standings = await Promise.all((await found()).entries.map(entry => findStanding(db, entry.suggestion_id)))
    expect(standings.map(standing => standing?.said)).toEqual([
      contestWords.own.notAwarded,
      contestWords.own.grade('一等奖'),
      contestWords.own.notListed,
    ])
    expect([...new Set(await eventsOf(call))]).toEqual([
      'contest.entered',
      'contest.admitted',
      'contest.judging',
      'contest.declared',
      'contest.scored',
      'contest.short-listed',
      'contest.noticed',
      'contest.awarded',
      'contest.adopted',
    ])
  })

  describe('offers in each state its moves to those who make them, and the engine makes no other', () => {
    const ways: Record<ContestState, (on: ReturnType<typeof desk>) => Promise<unknown>> = {
      collecting: on => on.collected(2),
      judging: on => on.judged(80, 70),
      'short-listed': async on => {
        await on.judged(80, 70)
        await on.done(on.list())
      },
      noticed: on => on.noticed(80, 70),
      awarded: async on => {
        await on.noticed(80, 70)
        await on.done(on.give({ 1: '一等奖' }))
      },
      ended: async on => {
        await on.collected(1)
        await on.done(on.press(ending, { words: '收得太少。' }, people.supervisor))
      },
    }
    const came: Partial<Record<ContestState, string>> = { judging: 'judging', 'short-listed': 'short-list' }
    const nobody = { first: [], second: [], third: [], outsider: [] }
    const table: Record<ContestState, Record<(typeof contestPeople)[number], string[]>> = {
      collecting: {
        clerk: ['judging'],
        supervisor: ['judge', 'release', 'judging', 'ending'],
        admin: ['judge', 'release'],
        ...nobody,
      },
      judging: {
        clerk: [],
        supervisor: ['release', 'short-list', 'ending'],
        admin: ['release'],
        ...nobody,
      },
      'short-listed': {
        clerk: ['notice', 'removal', 'taking-down'],
        supervisor: ['ending', 'taking-down'],
        admin: [],
        ...nobody,
      },
      noticed: {
        clerk: ['removal', 'taking-down'],
        supervisor: ['award', 'ending', 'taking-down'],
        admin: [],
        ...nobody,
      },
      awarded: { clerk: ['adoption', 'taking-down'], supervisor: ['taking-down'], admin: [], ...nobody },
      ended: { clerk: ['rewording'], supervisor: ['rewording'], admin: [], ...nobody },
    }
    test.each(Object.keys(ways) as ContestState[])('%s', async state => {
      const on = desk()
      await ways[state](on)
      const found = await on.found()
      expect(found.contest.state).toBe(state)
      const all = contestMoves(found)
      for (const name of contestPeople) {
        const by = { person: people[name], now: afterNotice }
        expect(contestEngine.offeredOf(all, found, by).map(move => move.name)).toEqual(table[state][name])
        for (const move of all.filter(each => !table[state][name].includes(each.name))) {
          const outcome = await contestEngine.makeMove(connection.db, move, on.call, {} as never, by)
          // What brought it here is done when it is sent again.
          const isAgain = move.name === came[state] && move.by.some(role => by.person.roles.includes(role))
          if (isAgain) expect(outcome).toEqual({})
          else expect(outcome).toHaveProperty('refused')
        }
      }
      expect((await on.found()).contest).toEqual(found.contest)
    })
  })

  test('an entry offers its first review to the clerk while it collects, and points to judges while it is judged', async () => {
    const on = desk()
    const { number } = await on.enter()
    const offered = async (person: keyof ContestPeople) => {
      const found = await on.found()
      const entry = { ...found, entry: found.entries.find(each => each.number === number)! } satisfies EntryCase
      const by = { person: people[person], now: afterClose }
      return [
        maySeeEntry(entry, by),
        ...entryEngine.offeredOf(entryMoves(on.call.criteria), entry, by).map(({ name }) => name),
      ]
    }
    expect(await offered('clerk')).toEqual([true, 'admission', 'rejection'])
    expect(await offered('supervisor')).toEqual([true])
    expect(await offered('first')).toEqual([false])
    await on.collected(1)
    await on.admit(number)
    expect([await offered('clerk'), await offered('first')]).toEqual([[true, 'covering'], [false]])
    await on.begin()
    expect([await offered('clerk'), await offered('first'), await offered('outsider')]).toEqual([
      [true, 'covering'],
      [true, 'declaration'],
      [false],
    ])
    await on.done(on.pressEntry(declaration, number, { conflict: 'no' }, people.first))
    expect(await offered('first')).toEqual([true, 'declaration', 'scoring'])
    await on.done(on.pressEntry(scoring(on.call.criteria), number, on.pointsFor(70), people.first))
    expect(await offered('first')).toEqual([true])
  })

  test('is seen by the office and its own judges', async () => {
    const on = desk()
    await on.collected(1)
    const found = await on.found()
    const seen = contestPeople.filter(name => maySeeContest(found, { person: people[name] }))
    expect(seen).toEqual(['clerk', 'supervisor', 'admin', 'first', 'second', 'third'])
    expect(await refused(on.press(judging, {}, people.outsider))).toBe(words.unknown)
    // Who has come to see the authors judges no more.
    expect(maySeeContest(found, { person: { ...people.first, roles: ['officer', 'clerk'] } })).toBe(true)
    const both = { ...people.first, roles: ['officer', 'clerk'] as const }
    await on.begin()
    expect(await refused(on.pressEntry(declaration, 1, { conflict: 'no' }, both))).toBe(moves.declaration.already)
  })

  test('does not begin to be judged before its close, with an entry unreviewed, without entries or judges', async () => {
    const on = desk()
    const begin = (now = afterClose) => refused(on.press(judging, {}, people.clerk, now))
    expect(await begin(new Date(Date.parse(on.call.closes_at) - 1))).toContain('11月20日')
    expect(await begin(new Date(on.call.closes_at))).toBe(moves.judging.nothing)
    const { number } = await on.enter()
    expect(await begin()).toBe(moves.judging.unreviewed(1))
    await on.admit(number)
    expect(await begin()).toBe(moves.judging.fewJudges(2))
    for (const judge of [people.first, people.second])
      await on.done(on.press(judgeNaming, { judge: String(judge.id) }, people.admin))
    expect(await begin()).toBeUndefined()
    expect((await on.found()).contest).toMatchObject({ criteria: on.call.criteria, least_judges: 2, short_list: 2 })
  })

  test('is listed only when each entry has enough judges, and by nobody who let one in', async () => {
    const on = desk()
    await on.collected(2)
    await on.begin()
    for (const judge of [people.first, people.second]) await on.score(1, judge, 70)
    expect(await refused(on.list())).toBe(moves.shortList.missing(contestWords.number(2)))
    for (const judge of [people.first, people.second]) await on.score(2, judge, 60)
    await connection.db
      .updateTable('contest_entry')
      .set({ reviewed_by: people.supervisor.id })
      .where('contest_id', '=', on.call.id)
      .where('number', '=', 2)
      .execute()
    expect(await refused(on.list())).toBe(moves.shortList.sameHand(contestWords.number(2)))
    await expect(
      connection.db
        .updateTable('contest_entry')
        .set({ read_by: people.supervisor.id })
        .where('contest_id', '=', on.call.id)
        .where('number', '=', 2)
        .execute(),
    ).rejects.toThrow(/contest_entry_is_read_by_another/)
  })
})
