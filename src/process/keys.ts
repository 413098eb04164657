/**
 * Gives the database another key, with the portal stopped: DATA_KEY is the new one, DATA_KEY_OLD that of before.
 * Started again after it was killed, it goes on.
 */
import { connect } from '#db/connect.ts'
import { readConfig } from '#config.ts'
import { rotateKeys, type Rotated } from '#people/key-rotation.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { runProgram } from './command-line.ts'
import { sayPlaces } from './places.ts'
import { prepareDatabase } from './prepare-database.ts'

await runProgram(
  {
    script: 'keys',
    commands: {
      rotate: {
        takes: '',
        does: 'seals everything with DATA_KEY that DATA_KEY_OLD has sealed; stop the portal first',
      },
    },
    failed: 'not done',
  },
  rotate,
)

async function rotate(): Promise<number> {
  const config = readConfig(process.env)
  if (!config.dataKeyOld) throw new Error('DATA_KEY_OLD: must be the key of before, and DATA_KEY the new one')
  console.log(`on: ${sayPlaces(config, 'database')}`)
  const connection = await connect(config)
  try {
    await prepareDatabase(connection.db)
    const keys = { old: createPersonalData(config.dataKeyOld), fresh: createPersonalData(config.dataKey) }
    const rotated = await rotateKeys(connection.db, keys, new Date(), ({ table, done, of }) => {
      if (done === of || done % 10_000 === 0) console.log(`${table}: ${done} of ${of}`)
    })
    say(rotated)
    return rotated.unopened.length > 0 ? 1 : 0
  } finally {
    await connection.close()
  }
}

function say({ values, unopened, recoveryCodes }: Rotated): void {
  console.log(`${values} values are sealed with the new key; take DATA_KEY_OLD out of the settings`)
  if (recoveryCodes > 0)
    console.log(
      `${recoveryCodes} recovery codes are void, because only their owners know them: each draws new ones at /desk/account`,
    )
  console.log('one-time codes sent in the last minutes are void: ask for another')
  for (const { column, id } of unopened)
    console.error(`DATA_KEY_OLD does not open ${column} of ${id}; it stays as it is`)
}
