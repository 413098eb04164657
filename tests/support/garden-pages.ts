import { afterAll, beforeAll } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { forgetNight, signedInByPhone, signUpFormIn } from './garden.ts'
import { type Portal, workersPortal } from './portal.ts'
import type { Visitor } from './visitor.ts'
import { addTestShift, addVolunteer, hoursAfter, type ShiftOptions, type TestVolunteer } from './volunteering.ts'

/** The portal of a file of tests about volunteers, with its database beside it. No night: a place goes on at any hour. */
export function gardenPages() {
  const now = new Date()
  let connection: Connection
  let server: Portal
  let db: Connection['db']
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    db = connection.db
    await forgetNight(db)
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })
  return {
    now,
    get db() {
      return db
    },
    get server() {
      return server
    },
    /** A person at a browser, signed in by their phone. */
    browserOf: (personId: number) => signedInByPhone(server.address, db, personId),
    volunteer: (changes: Parameters<typeof addVolunteer>[1] = {}) => addVolunteer(db, changes, hoursAfter(now, -100)),
    shift: (options: ShiftOptions = {}) =>
      addTestShift(db, { startsAt: hoursAfter(now, 48), ...options }, hoursAfter(now, -100)),
    standing: (shiftId: number, { volunteerId }: TestVolunteer) =>
      db
        .selectFrom('sign_up')
        .select(['id', 'state', 'ended_reason'])
        .where('shift_id', '=', shiftId)
        .where('volunteer_id', '=', volunteerId)
        .execute(),
    formOn: async (browser: Visitor, shiftId: number) =>
      signUpFormIn(await (await browser.get(`/volunteer/shifts/${shiftId}`)).text())!,
  }
}
