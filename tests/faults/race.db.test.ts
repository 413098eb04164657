import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connect } from '#db/connect.ts'
import type { Db } from '#db/schema.ts'
import type { Refusal } from '#forms/refusals.ts'
import { readFairRules, setFairRules } from '#volunteering/fair-rules.ts'
import { settleShifts } from '#volunteering/line/line.ts'
import { elsewhereRefusals } from '#volunteering/sign-ups/elsewhere.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { type SignUpRequest, signUp } from '#volunteering/sign-ups/sign-ups.ts'
import { embeddedDataDir, openPostgres, testDatabase } from '../support/database.ts'
import { addChild } from '../support/guardians.ts'
import {
  activityDraft,
  addOrganisation,
  addTestShift,
  addVolunteer,
  addVolunteers,
  hoursAfter,
  monday,
  personalData,
  type TestVolunteer,
} from '../support/volunteering.ts'
import { signUpNaively } from './naive-sign-up.ts'
import { findRaceFaults } from './race-judge.ts'
import type { RaceOrders, RaceTally } from './race-worker.ts'

const signUpOf = (db: Db, request: SignUpRequest, now: Date) => signUp(db, personalData, request, now)
const onPostgres = process.env.TEST_DATABASE === 'postgresql'

describe('200 people at once for the last 20 places', () => {
  async function race(
    db: Db,
    sign: (db: Db, request: SignUpRequest, now: Date) => Promise<object>,
    waitingList = true,
  ) {
    const { shiftId } = await addTestShift(db, { capacity: 20, activity: { waitingList } })
    const volunteers = await addVolunteers(db, 200)
    const outcomes = await Promise.all(
      volunteers.map(({ personId, volunteerId }) =>
        press(() => sign(db, { shiftId, volunteerIds: [volunteerId], personId, requestKey: randomUUID() }, monday)),
      ),
    )
    const words = outcomes.map(outcome =>
      'refused' in outcome ? (outcome.refused as Refusal).words : (outcome as { state: string }).state,
    )
    return {
      words: Object.fromEntries(
        Map.groupBy(words, word => word)
          .entries()
          .map(([word, list]) => [word as string, list.length]),
      ),
      faults: await findRaceFaults(db, [{ id: shiftId, capacity: 20 }], monday),
    }
  }

  test('20 are booked and 180 wait', async () => {
    const { db } = await testDatabase()
    expect(await race(db, signUpOf)).toEqual({ words: { booked: 20, waiting: 180 }, faults: [] })
  })

  test('20 are booked and 180 are told it is full, where there is no waiting list', async () => {
    const { db } = await testDatabase()
    expect(await race(db, signUpOf, false)).toEqual({
      words: { booked: 20, [signUpRefusals.full.words]: 180 },
      faults: [],
    })
  })

  test('counting first and inserting then sells too many, and this test sees it', async () => {
    const { db } = await testDatabase()
    const { words, faults } = await race(db, signUpNaively)
    expect(words.booked).toBeGreaterThan(20)
    expect(faults.join('\n')).toContain('no shift is oversold: 1')
  })
})

/** On a busy machine the pool turns somebody away after ten seconds; they press the button again. */
async function press(send: () => Promise<object>): Promise<object> {
  try {
    return await send()
  } catch (error) {
    if ((error as Error).message !== 'timeout exceeded when trying to connect') throw error
    return press(send)
  }
}

interface Course {
  shifts: { id: number; capacity: number; startsAt: Date }[]
  orders: Omit<RaceOrders, 'seed' | 'tries' | 'databaseUrl' | 'dataDir'>
}

/** Twelve shifts in four stretches of time, three overlapping in each; single people and families. */
async function layCourse(db: Db, people: number): Promise<Course> {
  const organisation = await addOrganisation(db)
  const shifts = []
  const chosenShiftIds: number[] = []
  for (let index = 0; index < 12; index++) {
    const startsAt = hoursAfter(monday, 500 + Math.floor(index / 3) * 24 + (index % 3))
    const { shiftId } = await addTestShift(db, {
      organisation,
      startsAt,
      hours: 3,
      capacity: 30,
      activity: {
        minimumAge: 6,
        offerMinutes: 10,
        // The second of each day.
        ...(index % 3 === 1 && { chooseHours: 1, waitingList: false }),
      },
    })
    if (index % 3 === 1) chosenShiftIds.push(shiftId)
    shifts.push({ id: shiftId, capacity: 30, startsAt })
  }
  // Tight enough that the race meets them: a third of the shifts.
  await setFairRules(
    db,
    { ...(await readFairRules(db)), open_sign_ups: openAtMost, rest_hours: restHours },
    { id: organisation.organiser },
    monday,
  )
  const parties: TestVolunteer[][] = (await addVolunteers(db, people)).map(volunteer => [volunteer])
  for (let family = 0; family < 8; family++) {
    const parent = await addVolunteer(db)
    parties.push([parent, await addChild(db, parent)])
  }
  return {
    shifts,
    orders: {
      clients: 10,
      shiftIds: shifts.map(shift => shift.id),
      chosenShiftIds,
      parties,
      organiser: organisation.organiser,
      // From the evening on: the line falls asleep in the middle of it.
      beginsAt: hoursAfter(monday, 11).toISOString(),
      secondsPerTry: 2.5,
    },
  }
}

const openAtMost = 4
/** The last shift of a day and the first of the next are nineteen hours apart. */
const restHours = 20
const usedUp = signUpRefusals.tooManyOpen(openAtMost).words

/** What may be refused in a race with a waiting list: being twice on a shift, in two places, without rest, or on too many. Never a place. */
const isHarmless = (words: string, shifts: Course['shifts']) =>
  [signUpRefusals.already.words, usedUp].includes(words) ||
  shifts.some(({ id, startsAt }) => {
    const other = { id, title: activityDraft().title, startsAt, endsAt: hoursAfter(startsAt, 3) }
    const { overlaps, tooLittleRest } = elsewhereRefusals
    return [overlaps(other).words, tooLittleRest(restHours, other).words].includes(words)
  })

interface Worker {
  process: ChildProcess
  /** Sign-ups it was told are done. */
  acknowledged: number[]
  tally?: RaceTally
  ended: Promise<number | null>
}

function startWorker(orders: RaceOrders): Worker {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'race-worker.ts'), JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const worker: Worker = {
    process: child,
    acknowledged: [],
    ended: new Promise(resolve => child.once('close', resolve)),
  }
  let rest = ''
  child.stdout.on('data', bytes => {
    const lines = (rest + bytes).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      if (line.startsWith('signed-up ')) worker.acknowledged.push(Number(line.slice(10)))
      if (line.startsWith('tally ')) worker.tally = JSON.parse(line.slice(6)) as RaceTally
    }
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return worker
}

async function stillThere(db: Db, acknowledged: number[]): Promise<number> {
  if (acknowledged.length === 0) return 0
  const { count } = await db
    .selectFrom('sign_up')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('id', 'in', acknowledged)
    .executeTakeFirstOrThrow()
  return count
}

async function settleAll(db: Db): Promise<Date> {
  // Long after the fast clocks of the workers, before the first shift.
  const afterwards = hoursAfter(monday, 490)
  await settleShifts(db, afterwards)
  return afterwards
}

if (onPostgres)
  test('10,000 tries from two processes, with people calling off, offers, choices and capacity edits: nothing sold twice, nobody passed over', async () => {
    const connection = await openPostgres()
    onTestFinished(() => connection.close())
    const { shifts, orders } = await layCourse(connection.db, 400)
    const workers = [1, 2].map(seed =>
      startWorker({ ...orders, seed, tries: 5_000, databaseUrl: connection.databaseUrl }),
    )
    expect(await Promise.all(workers.map(worker => worker.ended))).toEqual([0, 0])
    const faults = await findRaceFaults(connection.db, shifts, await settleAll(connection.db))
    expect(faults).toEqual([])
    for (const { tally } of workers) {
      expect(
        Math.min(
          tally!.booked,
          tally!.waiting,
          tally!.applied,
          tally!.chosen,
          tally!.confirmed,
          tally!.calledOff,
          tally!.capacityEdits,
        ),
        JSON.stringify(tally),
      ).toBeGreaterThan(0)
      expect(Object.keys(tally!.refused).filter(word => !isHarmless(word, shifts))).toEqual([])
      expect(tally!.refused[usedUp]).toBeGreaterThan(0)
    }
  })

if (!onPostgres)
  test('300 tries on the embedded database', async () => {
    const { dataDir, orders, shifts } = await embeddedCourse()
    const worker = startWorker({ ...orders, seed: 3, tries: 300, dataDir })
    expect(await worker.ended).toBe(0)
    const again = await connect({ dataDir })
    onTestFinished(() => again.close())
    expect(await findRaceFaults(again.db, shifts, await settleAll(again.db))).toEqual([])
    expect(Object.keys(worker.tally!.refused).filter(word => !isHarmless(word, shifts))).toEqual([])
  })

/** On the disk, because the embedded database is opened by one process after the other. */
async function embeddedCourse(): Promise<Course & { dataDir: string }> {
  const dataDir = await embeddedDataDir()
  const { db, close } = await connect({ dataDir })
  const course = await layCourse(db, 100)
  await close()
  return { ...course, dataDir }
}

async function postgresCourse(): Promise<Course & { databaseUrl: string }> {
  const connection = await openPostgres()
  onTestFinished(() => connection.close())
  return { ...(await layCourse(connection.db, 100)), databaseUrl: connection.databaseUrl }
}

test('kill −9 in the middle of it loses nothing acknowledged and leaves everything in agreement', async () => {
  const { shifts, orders, ...where } = onPostgres ? await postgresCourse() : await embeddedCourse()
  const workers = (onPostgres ? [4, 5] : [4]).map(seed => startWorker({ ...orders, ...where, seed, tries: 100_000 }))
  await expect
    .poll(() => workers.reduce((sum, worker) => sum + worker.acknowledged.length, 0), {
      timeout: 60_000,
      interval: 20,
    })
    .toBeGreaterThan(60)
  for (const worker of workers) worker.process.kill('SIGKILL')
  await Promise.all(workers.map(worker => worker.ended))

  const again = await connect({ dataDir: '', ...where })
  onTestFinished(() => again.close())
  expect(await findRaceFaults(again.db, shifts, await settleAll(again.db))).toEqual([])
  const acknowledged = workers.flatMap(worker => worker.acknowledged)
  expect(await stillThere(again.db, acknowledged)).toBe(acknowledged.length)
})
