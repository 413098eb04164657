import { describe, expect, test } from 'vitest'
import type { Call } from '#contests/contests.ts'
import { enterContest, findState, phaseOf } from '#contests/entering.ts'
import { findStanding } from '#contests/shown.ts'
import { contestWords } from '#contests/words.ts'
import type { Refusal } from '#forms/refusals.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { aCall, afterClose, contestRoom, whileOpen } from '../support/contests.ts'
import { dataKey } from '../support/server.ts'
import { suggestionInput } from '../support/suggestion.ts'

const personalData = createPersonalData(dataKey)

describe('taking part in a contest', () => {
  const { connection, desk, refused } = contestRoom()

  test('takes no entry once it is judged, and reviews none', async () => {
    const { db } = connection
    const on = desk()
    await on.judged(70)
    await expect(on.enter()).rejects.toThrow(/collects no more/)
    const [entry] = (await on.found()).entries
    await expect(
      db
        .updateTable('contest_entry')
        .set({ state: 'not-admitted', words: '改主意了' })
        .where('suggestion_id', '=', entry!.suggestion_id)
        .execute(),
    ).rejects.toThrow(/collects no more/)
  })

  test('takes part while it is open and in its categories; the same form again is the same entry, also after the close', async () => {
    const { db } = connection
    const { call, found } = desk(aCall({ categories: ['bicycle-parking'] }))
    const take = (form: ReturnType<typeof suggestionInput>, now: Date, of: Call | undefined = call) =>
      enterContest(db, of, form, [], {
        personalData,
        now,
        privacyVersion: '2026-11-22',
        sayCategory: code => `<${code}>`,
      })
    const closes = new Date(call.closes_at)
    const lastMoment = new Date(closes.getTime() - 1)
    expect(await refused(take(suggestionInput(), new Date(Date.parse(call.opens_at) - 1)))).toBe(
      contestWords.taking.notOpen(call.title),
    )
    expect(await refused(take(suggestionInput(), closes))).toBe(contestWords.taking.closed(call.title))
    expect(await refused(enterContest(db, undefined, suggestionInput(), [], {} as never))).toBe(
      contestWords.taking.unknown,
    )
    expect(await refused(take(suggestionInput({ category: 'other' }), lastMoment))).toBe(
      contestWords.taking.category('<bicycle-parking>'),
    )
    const form = suggestionInput()
    const taken = await take(form, lastMoment)
    expect(taken).toHaveProperty('code')
    expect(await take(form, new Date(closes.getTime() + 1))).toEqual(taken)
    expect((await found()).entries).toHaveLength(1)
  })

  test('is over for good once it is judged, though its call is prolonged, and says so to who comes at that very moment', async () => {
    const { db } = connection
    const on = desk()
    await on.judged(70)
    const longer = { ...on.call, closes_at: '2026-12-31T18:00:00+08:00' }
    const take = (call: Call, person?: { login: string | null }) =>
      enterContest(db, call, suggestionInput(), [], {
        ...{ personalData, now: afterClose, privacyVersion: '2026-11-22', person },
        sayCategory: code => code,
      })
    expect(await refused(take(longer))).toBe(contestWords.taking.closed(longer.title))
    expect(phaseOf(longer, afterClose, await findState(db, longer.id))).toBe('over')
    expect(phaseOf(longer, afterClose, 'collecting')).toBe('open')

    const next = desk(aCall({ closes_at: longer.closes_at }))
    await next.collected(1)
    let late: Promise<object> | undefined
    await db.transaction().execute(async trx => {
      const rules = { criteria: '[]', grades: '[]', short_list: 1, least_judges: 1, notice_days: 5 }
      await trx
        .updateTable('contest')
        .set({ state: 'judging', ...rules })
        .where('id', '=', next.call.id)
        .execute()
      late = take(next.call)
      await new Promise(resolve => setTimeout(resolve, 200))
    })
    expect(await refused(late!)).toBe(contestWords.taking.closed(next.call.title))
    expect((await next.found()).entries).toHaveLength(1)
  })

  test('is entered by nobody who is signed in as staff', async () => {
    const { db } = connection
    const on = desk()
    const take = (person: { login: string | null } | undefined) =>
      enterContest(db, on.call, suggestionInput(), [], {
        ...{ personalData, now: whileOpen, privacyVersion: '2026-11-22', person },
        sayCategory: code => code,
      })
    expect(((await take({ login: 'officer' })) as { refused: Refusal }).refused).toEqual({
      kind: 'forbidden',
      words: contestWords.taking.staff,
    })
    for (const citizen of [{ login: null }, undefined]) expect(await take(citizen)).toHaveProperty('code')
  })

  test('its author reads that judges judge it from when they do', async () => {
    const { db } = connection
    const on = desk()
    await on.collected(1)
    const [entry] = (await on.found()).entries
    const said = async () => (await findStanding(db, entry!.suggestion_id))?.said
    expect(await said()).toBe(contestWords.own.admitted)
    await on.begin()
    expect(await said()).toBe(contestWords.own.judged)
  })
})
