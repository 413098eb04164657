import { randomUUID } from 'node:crypto'
import { connect } from '#db/connect.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { confirmOffer } from '#volunteering/sign-ups/moves/confirmation.ts'
import { settleShifts } from '#volunteering/line/line.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { signUp } from '#volunteering/sign-ups/sign-ups.ts'
import { chooseApplicants } from '#volunteering/shifts/moves/choice.ts'
import { changeCapacity } from '#volunteering/shifts/moves/capacity.ts'
import { personalData, type TestVolunteer } from '../support/volunteering.ts'

/** One server process of the race: tries to sign people up, calls off, confirms, edits capacities, settles; many at once. */
export interface RaceOrders {
  databaseUrl?: string
  dataDir?: string
  seed: number
  tries: number
  /** How many do something at the same time. */
  clients: number
  shiftIds: number[]
  /** Of these, on which the organiser chooses. */
  chosenShiftIds: number[]
  /** One or several people who sign up together. */
  parties: TestVolunteer[][]
  organiser: number
  /** The clock begins here and goes on with each try, on a fast machine as on a slow one, so that offers lapse during the race. */
  beginsAt: string
  secondsPerTry: number
}

export interface RaceTally {
  booked: number
  waiting: number
  applied: number
  chosen: number
  confirmed: number
  calledOff: number
  capacityEdits: number
  refused: Record<string, number>
}

/** mulberry32: the same race again from the same seed, as far as the database lets it. */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const orders = JSON.parse(process.argv[2]!) as RaceOrders
const { db, close } = await connect({ databaseUrl: orders.databaseUrl, dataDir: orders.dataDir ?? '' })
const random = seeded(orders.seed)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!

const tally: RaceTally = {
  booked: 0,
  waiting: 0,
  applied: 0,
  chosen: 0,
  confirmed: 0,
  calledOff: 0,
  capacityEdits: 0,
  refused: {},
}
const standing: { signUpId: number; personId: number }[] = []
let left = orders.tries
const now = () => new Date(Date.parse(orders.beginsAt) + (orders.tries - left) * orders.secondsPerTry * 1000)

async function trySignUp(): Promise<void> {
  left -= 1
  const party = pick(orders.parties)
  const shiftId = pick(orders.shiftIds)
  const outcome = await signUp(
    db,
    personalData,
    {
      shiftId,
      volunteerIds: party.map(member => member.volunteerId),
      personId: party[0]!.personId,
      requestKey: randomUUID(),
    },
    now(),
  )
  if ('refused' in outcome) {
    const { words } = outcome.refused
    // All of its places are chosen, and it has no line.
    if (words === signUpRefusals.full.words && orders.chosenShiftIds.includes(shiftId)) return
    tally.refused[words] = (tally.refused[words] ?? 0) + 1
    return
  }
  if (outcome.state === 'booked' || outcome.state === 'applied') tally[outcome.state] += 1
  else tally.waiting += 1
  // Acknowledged: whatever happens to this process, these must be found in the database.
  for (const signUpId of outcome.signUpIds) {
    console.log(`signed-up ${signUpId}`)
    standing.push({ signUpId, personId: party[0]!.personId })
  }
}

async function takeOffer(): Promise<void> {
  // Some offer that stands; those told of it come at any moment, and some never.
  const offer = await db
    .selectFrom('sign_up')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .select(eb => [
      'sign_up.id',
      eb.fn.coalesce('volunteer.person_id', 'volunteer.guardian_person_id').$castTo<number>().as('personId'),
    ])
    .where('sign_up.shift_id', '=', pick(orders.shiftIds))
    .where('sign_up.state', '=', 'offered')
    .orderBy('sign_up.position')
    .executeTakeFirst()
  if (!offer) return trySignUp()
  if (!('refused' in (await confirmOffer(db, { signUpId: offer.id, personId: offer.personId }, now()))))
    tally.confirmed += 1
}

async function callOff(): Promise<void> {
  const [gone] = standing.splice(Math.floor(random() * standing.length), 1)
  if (gone && !('refused' in (await cannotCome(db, gone, now())))) tally.calledOff += 1
}

async function editCapacity(): Promise<void> {
  const shiftId = pick(orders.shiftIds)
  const { capacity } = await db
    .selectFrom('shift')
    .select('capacity')
    .where('id', '=', shiftId)
    .executeTakeFirstOrThrow()
  const outcome = await changeCapacity(
    db,
    { shiftId, capacity: Math.max(20, capacity + pick([-2, -1, 1, 2])), personId: orders.organiser },
    now(),
  )
  if (!('refused' in outcome)) tally.capacityEdits += 1
}

/** The organiser picks whom they like, who applied last too, and a few at a time: of hundreds there is seldom room for a third. */
async function choose(): Promise<void> {
  const shiftId = pick(orders.chosenShiftIds)
  const applied = await db
    .selectFrom('sign_up')
    .select('id')
    .where('shift_id', '=', shiftId)
    .where('state', '=', 'applied')
    .execute()
  if (applied.length === 0) return trySignUp()
  const signUpIds = [...new Set(Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(applied).id))]
  const rest = random() < 0.1 ? 'tell' : 'wait'
  const outcome = await chooseApplicants(db, { shiftId, signUpIds, rest, personId: orders.organiser }, now())
  if (!('refused' in outcome)) tally.chosen += outcome.chosen
}

async function client(): Promise<void> {
  while (left > 0) {
    const dice = random()
    if (dice < 0.7) await trySignUp()
    else if (dice < 0.85) await callOff()
    else if (dice < 0.94) await takeOffer()
    else if (dice < 0.97) await choose()
    else if (dice < 0.99) await editCapacity()
    else await settleShifts(db, now())
  }
}

await Promise.all(Array.from({ length: orders.clients }, client))
await close()
console.log(`tally ${JSON.stringify(tally)}`)
