import { spawnSync } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { embeddedDataDir, openPostgres } from '../support/database.ts'
import { surroundings } from '../support/surroundings.ts'
import { addTestShift } from '../support/volunteering.ts'

const root = new URL('../..', import.meta.url).pathname

function runCheck(env: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/process/check-volunteers.ts'], {
    cwd: root,
    env: { ...surroundings, ...env },
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

async function where(): Promise<{ DATA_DIR: string; DATABASE_URL?: string }> {
  if (process.env.TEST_DATABASE !== 'postgresql') return { DATA_DIR: await embeddedDataDir() }
  const connection = await openPostgres()
  onTestFinished(() => connection.close())
  return { DATA_DIR: await embeddedDataDir(), DATABASE_URL: connection.databaseUrl }
}

test('npm run check:volunteers ends with 0 when everything agrees, with 1 and the rule when not, with 2 when it cannot look', async () => {
  const env = await where()
  const options = { databaseUrl: env.DATABASE_URL, dataDir: env.DATA_DIR }
  expect(runCheck(env)).toMatchObject({
    status: 0,
    output: expect.stringMatching(/^on: the .*database .*\n[^]*holds {3}no shift is oversold/),
  })
  const { db, close } = await connect(options)
  const { shiftId } = await addTestShift(db)
  await db.updateTable('shift').set({ taken: 1 }).where('id', '=', shiftId).execute()
  await close()
  expect(runCheck(env)).toMatchObject({
    status: 1,
    output: expect.stringContaining(`BROKEN  a shift’s counter is what is booked or offered: 1 (${shiftId})`),
  })
  expect(runCheck({ ...env, PORT: 'x' })).toMatchObject({ status: 2, output: expect.stringContaining('PORT') })
})
