import { describe, expect, test } from 'vitest'
import { inTransaction } from '#db/transaction.ts'
import type { Refusal } from '#forms/refusals.ts'
import { correctOwnBirthDate } from '#volunteering/sign-ups/birth-date.ts'
import { eraseVolunteering } from '#volunteering/sign-ups/leaving.ts'
import { claimAge, claimDays, endOldClaims, listOwnClaims, withdrawClaim } from '#volunteering/volunteers/age-claims.ts'
import { registerChild } from '#volunteering/volunteers/guardians.ts'
import { rememberRefusedAge } from '#volunteering/volunteers/known-minors.ts'
import { exportMyData } from '#volunteering/volunteers/my-data.ts'
import { ageRefusals, volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { registerVolunteer } from '#volunteering/volunteers/volunteers.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import { accept, addChild, addPersonWithPhone, addTeen, asGuardian, invite } from '../support/guardians.ts'
import {
  addPerson,
  addVolunteer,
  givePhone,
  granted,
  hoursAfter,
  identityNumberFor,
  monday,
  personalData,
  registration,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()

let sequence = 100
/** A number that nobody has given. */
const free = (birthDate: string) => identityNumberFor(birthDate, (sequence += 1))
/** A number that somebody else gave: a volunteer, a child's parents, or a guardian. */
const owners = {
  async volunteer(birthDate: string) {
    const number = free(birthDate)
    const identity = { identity: { number }, identityConsent: version }
    if (birthDate < '2012-01-01') await addVolunteer(connection.db, { birthDate, ...identity })
    else
      granted(
        await registerChild(
          connection.db,
          personalData,
          await addPersonWithPhone(connection.db),
          { ...registration({ birthDate, guardianConsent: version, ...identity }), guardian: asGuardian() },
          monday,
        ),
      )
    return number
  },
  async guardian(birthDate: string) {
    const number = free(birthDate)
    const identity_hash = personalData.lookup(number, 'volunteer.identity')
    // A guardian is grown up, and so their own date is another where the number is a minor's: past the code.
    await connection.db
      .insertInto('guardian')
      .values({
        person_id: await addPersonWithPhone(connection.db),
        name_sealed: personalData.seal('示例', 'guardian.name_sealed'),
        birth_date: '1985-03-04',
        identity_hash,
        identity_last4: number.slice(-4),
        identity_sealed: personalData.seal(number, 'guardian.identity_sealed'),
        declared_at: monday,
      })
      .execute()
    return number
  },
}

/** Somebody, and what they do to have another birth date. */
type Try = (from: string, number: string, to: string) => Promise<{ personId: number; outcome: object }>
const tries: Record<string, Try> = {
  async 'own record'(from, number) {
    const volunteer = await addVolunteer(connection.db, { birthDate: from })
    await givePhone(connection.db, volunteer.personId)
    const identity = { number, consent: version }
    return {
      personId: volunteer.personId,
      outcome: await correctOwnBirthDate(connection.db, personalData, volunteer, identity, monday),
    }
  },
  async 'child’s record'(from, number) {
    const parent = await addVolunteer(connection.db)
    const child = await addChild(connection.db, parent)
    await connection.db.updateTable('volunteer').set({ birth_date: from }).where('id', '=', child.volunteerId).execute()
    const identity = { number, consent: version }
    return {
      personId: parent.personId,
      outcome: await correctOwnBirthDate(connection.db, personalData, child, identity, monday),
    }
  },
  async 'no record'(from, number, to) {
    const personId = await addPersonWithPhone(connection.db)
    granted(await registerVolunteer(connection.db, personalData, personId, registration({ birthDate: from }), monday))
    await eraseVolunteering(connection.db, personalData, personId, monday)
    const again = registration({ birthDate: to, identity: { number }, identityConsent: version })
    return { personId, outcome: await registerVolunteer(connection.db, personalData, personId, again, monday) }
  },
}

/** What somebody could tell two outcomes apart by: the answer, and all that the portal then shows them of their own. */
async function shown({ personId, outcome }: Awaited<ReturnType<Try>>) {
  const own = await exportMyData(connection.db, personalData, personId, monday)
  const plain = JSON.stringify({ outcome, own }, (key, value) =>
    /(?:^|_)id$|^number$|^identity_number$|last4$/.test(key) ? value !== null : value,
  )
  return { answer: outcome, plain }
}

describe('a number that makes somebody older, younger, or neither', () => {
  const cases: [keyof typeof tries, string, string, 'asked' | 'done' | Refusal][] = [
    ['own record', '2010-05-06', '1990-05-06', 'asked'],
    ['own record', '2010-05-06', '2009-05-06', 'asked'],
    ['own record', '2010-05-06', '2011-05-06', 'done'],
    ['own record', '1990-05-06', '1980-05-06', 'done'],
    ['own record', '1990-05-06', '2010-05-06', 'done'],
    ['child’s record', '2018-05-06', '2015-05-06', 'asked'],
    ['child’s record', '2018-05-06', '1990-05-06', 'asked'],
    ['child’s record', '2018-05-06', '2019-05-06', 'done'],
    ['child’s record', '2000-05-06', '1999-05-06', 'done'],
    ['child’s record', '2000-05-06', '2015-05-06', 'done'],
    ['no record', '2010-05-06', '1990-05-06', volunteerRefusals.birthDateKept],
    ['no record', '2010-05-06', '2009-05-06', volunteerRefusals.birthDateKept],
    ['no record', '2010-05-06', '2011-05-06', 'done'],
    ['no record', '1990-05-06', '1980-05-06', 'done'],
    ['no record', '1990-05-06', '2010-05-06', 'done'],
  ]
  test.each(cases)('%s, from %s to %s: the same answer whose ever the number is', async (who, from, to, expected) => {
    const made = await tries[who]!(from, free(to), to)
    const mine = await shown(made)
    for (const owner of ['volunteer', 'guardian'] as const) {
      const theirs = await shown(await tries[who]!(from, await owners[owner](to), to))
      expect(Object.keys(theirs.answer)).toEqual(Object.keys(mine.answer))
      expect(theirs.plain, `of a ${owner}`).toBe(mine.plain)
    }
    if (typeof expected !== 'string') expect(mine.answer).toEqual({ refused: expected })
    else expect(Object.keys(mine.answer)).toEqual(expected === 'asked' ? ['asked'] : expect.arrayContaining(['id']))
    const claims = await listOwnClaims(connection.db, made.personId)
    expect(claims).toMatchObject(expected === 'asked' ? [{ birth_date: to, decided_at: null }] : [])
    const records = await connection.db
      .selectFrom('volunteer')
      .select('birth_date')
      .where(eb => eb.or([eb('person_id', '=', made.personId), eb('guardian_person_id', '=', made.personId)]))
      .orderBy('id', 'desc')
      .execute()
    const kept = expected === 'asked' ? from : to
    if (typeof expected === 'string') expect(records[0], 'nothing changes at once').toEqual({ birth_date: kept })
    else expect(records).toEqual([])
  })

  test('of a guardian whose phone came as a minor’s is refused with any, and otherwise taken with any', async () => {
    const { db } = connection
    const [known, unknown] = ['minor', 'nobody']
    const outcomes: Record<string, string[]> = { [known]: [], [unknown]: [] }
    for (const number of [
      free('1985-03-04'),
      await owners.volunteer('1985-03-04'),
      await owners.guardian('1985-03-04'),
    ])
      for (const phone of [known, unknown]) {
        const personId = await addPersonWithPhone(db)
        const token = await invite(db, await addTeen(db))
        if (phone === known) await accept(db, token, personId, { birthDate: '2009-01-02' })
        const outcome = await accept(db, token, personId, { identity: { number } })
        outcomes[phone]!.push('refused' in outcome ? outcome.refused.words : 'agreed')
      }
    expect(new Set(outcomes[known]).size).toBe(1)
    expect(outcomes[known]![0]).not.toBe('agreed')
    expect(outcomes[unknown]).toEqual(['agreed', 'agreed', 'agreed'])
  })
})

describe('asking the office', () => {
  const claim = (personId: number, birthDate: string, changes: object = {}) =>
    claimAge(
      connection.db,
      personalData,
      personId,
      { birthDate, identity: { number: identityNumberFor(birthDate, 77) }, consent: version, ...changes },
      monday,
    )

  test('is once: the same again is the same, another waits for the first', async () => {
    const { personId } = await addTeen(connection.db)
    const { id } = granted(await claim(personId, '1990-05-06'))
    expect(await claim(personId, '1990-05-06')).toEqual({ id })
    expect(await claim(personId, '1991-05-06')).toEqual({ refused: ageRefusals.oneAtATime })
    const events = await connection.db
      .selectFrom('event')
      .select('detail')
      .where('action', '=', 'volunteer.age-claimed')
      .where('actor_id', '=', personId)
      .execute()
    expect(events).toEqual([{ detail: { claim: id } }])
    const twice = await addTeen(connection.db)
    const both = await Promise.all([claim(twice.personId, '1990-05-06'), claim(twice.personId, '1990-05-06')])
    expect(both[0]).toEqual(both[1])
    expect(await listOwnClaims(connection.db, twice.personId)).toHaveLength(1)
  })

  test('is for who is known as a minor, about themselves or their own child, and for an earlier date', async () => {
    const { db } = connection
    const adult = await addVolunteer(db)
    expect(await claim(adult.personId, '1980-05-06')).toEqual({ refused: ageRefusals.notNeeded })
    expect(await claim(await addPersonWithPhone(db), '1980-05-06')).toEqual({ refused: ageRefusals.notNeeded })
    const child = await addChild(db, adult, '2018-01-02')
    const about = { childId: child.volunteerId }
    const teen = await addTeen(db, '2010-08-09')
    expect(await claim(teen.personId, '2010-01-02', about)).toEqual({ refused: volunteerRefusals.notYours })
    for (const date of ['2010-08-09', '2011-08-09'])
      expect(await claim(teen.personId, date)).toEqual({ refused: ageRefusals.notEarlier })
    expect(await claim(teen.personId, '1890-08-09')).toEqual({ refused: volunteerRefusals.birthDate })
    const other = { identity: { number: identityNumberFor('1990-05-07', 77) } }
    expect(await claim(teen.personId, '1990-05-06', other)).toEqual({ refused: volunteerRefusals.otherBirthDate })
    granted(await claim(adult.personId, '2015-01-02', about))
    // A foreigner has no 18-place number, and comes with a passport all the same.
    granted(await claim(teen.personId, '1990-05-06', { identity: { document: 'passport', number: 'E87654329' } }))
  })

  test('keeps the number sealed, shows it to who asked, and leaves nothing when they erase themselves, or the child goes', async () => {
    const { db } = connection
    const parent = await addVolunteer(db)
    const child = await addChild(db, parent, '2018-01-02')
    const { id } = granted(await claim(parent.personId, '2015-01-02', { childId: child.volunteerId }))
    const row = () => db.selectFrom('age_claim').selectAll().where('id', '=', id).executeTakeFirst()
    const number = identityNumberFor('2015-01-02', 77)
    expect(JSON.stringify(await row())).not.toContain(number)
    expect((await exportMyData(db, personalData, parent.personId, monday)).age_claims).toMatchObject([
      { birth_date: '2015-01-02', identity_number: number },
    ])
    const teen = await addTeen(db)
    const unregistered = await addPersonWithPhone(db)
    await rememberRefusedAge(db, unregistered, '2015-05-06', monday)
    const others = [
      granted(await claim(teen.personId, '1990-05-06')).id,
      granted(await claim(unregistered, '1990-05-06')).id,
    ]
    for (const personId of [parent.personId, teen.personId, unregistered])
      await eraseVolunteering(db, personalData, personId, monday)
    expect(await row()).toBeUndefined()
    expect(await db.selectFrom('age_claim').select('id').where('id', 'in', others).execute()).toEqual([])
  })

  test('is taken back by who asked, once, and ends by itself when nobody comes', async () => {
    const { db } = connection
    const [mine, theirs] = [await addTeen(db), await addTeen(db)]
    const { id } = granted(await claim(mine.personId, '1990-05-06'))
    const kept = granted(await claim(theirs.personId, '1990-05-06')).id
    const none = { refused: ageRefusals.unknown }
    expect(await withdrawClaim(db, { claimId: id, personId: theirs.personId }, monday)).toEqual(none)
    granted(await withdrawClaim(db, { claimId: id, personId: mine.personId }, monday))
    expect(await withdrawClaim(db, { claimId: id, personId: mine.personId }, monday)).toEqual(none)
    expect(await listOwnClaims(db, mine.personId)).toEqual([])
    const last = hoursAfter(monday, claimDays * 24)
    await endOldClaims(db, new Date(last.getTime() - 1))
    expect(await listOwnClaims(db, theirs.personId)).toMatchObject([{ id: kept }])
    expect(await endOldClaims(db, last)).toBeGreaterThan(0)
    expect(await listOwnClaims(db, theirs.personId)).toEqual([])
    const events = await db
      .selectFrom('event')
      .select(['actor_kind', 'object_id'])
      .where('action', '=', 'volunteer.age-withdrawn')
      .where(
        'object_id',
        'in',
        [mine, theirs].map(({ volunteerId }) => String(volunteerId)),
      )
      .orderBy('id')
      .execute()
    expect(events.map(({ actor_kind }) => actor_kind)).toEqual(['person', 'system'])
  })

  test('cannot be decided by who asks, half, or with the number left: the database sees to it', async () => {
    const { db } = connection
    const { personId } = await addTeen(db)
    const { id } = granted(await claim(personId, '1990-05-06'))
    const clerk = await addPerson(db, '示例受理', ['clerk'])
    const none = { identity_hash: null, identity_last4: null, identity_sealed: null }
    const decided = { decided_at: monday, decided_by: clerk, confirmed: true, ...none }
    const set = (changes: object) =>
      inTransaction(db, async trx => {
        await trx.updateTable('age_claim').set(changes).where('id', '=', id).execute()
        throw new Error('taken back')
      }).catch((error: Error) => error.message)
    expect(await set(decided)).toBe('taken back')
    expect(await set({ ...decided, decided_by: personId })).toContain('age_claim_decided_by_another')
    expect(await set({ ...decided, confirmed: false })).toContain('age_claim_reason')
    for (const wrong of [{ ...decided, decided_by: null }, none, { ...decided, identity_hash: 'x' }])
      expect(await set(wrong)).toContain('age_claim_check')
    expect(await set({ ...decided, decided_at: hoursAfter(monday, -1) })).toContain('age_claim')
  })
})
