import { connect } from '#db/connect.ts'
import { inTransaction } from '#db/transaction.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { note } from './table.ts'
import { createDatabase, postgresAddress } from '../support/postgres.ts'
import { dataKey, portalSettings, startServer } from '../support/server.ts'

/** How long a one-time code takes while a shift that was called off tells 5,000 people (1,000 with `--short`). */
export async function bench(args: string[]): Promise<void> {
  const waiting = args.includes('--short') ? 1000 : 5000
  const postgres = await postgresAddress()
  if (!postgres) throw new Error('this bench needs PostgreSQL: set TEST_DATABASE_URL')
  const { databaseUrl, drop } = await createDatabase(postgres, 'bench')
  const server = await startServer({ ...portalSettings, DATABASE_URL: databaseUrl })
  const connection = await connect({ databaseUrl, dataDir: '' })
  const { db } = connection
  const personalData = createPersonalData(dataKey)
  const sealed = personalData.seal('13800000001', 'message.to_sealed')
  const begun = performance.now()
  await inTransaction(db, trx =>
    enqueueMessages(
      trx,
      Array.from({ length: waiting }, () => ({
        to: { channel: 'email' as const, sealed, purpose: 'message.to_sealed' },
        template: 'suggestion-declined' as const,
        secret: {
          sealed: personalData.seal('ABCD-EFGH-JKMN', 'suggestion.code_sealed'),
          purpose: 'suggestion.code_sealed',
        },
      })),
      new Date(),
    ),
  )
  console.log(`${waiting} messages enqueued in ${since(begun)}`)
  const took: number[] = []
  for (let code = 0; code < 5; code++) {
    const asked = performance.now()
    await fetch(`${server.address}/me/sign-in`, {
      method: 'POST',
      headers: { Origin: server.address },
      body: new URLSearchParams({ phone: `1390000000${code}` }),
    })
    while ((await count(db, 'one-time-code')) <= code) await new Promise(resolve => setTimeout(resolve, 20))
    took.push((performance.now() - asked) / 1000)
  }
  note(`a one-time code under ${waiting} waiting messages, slowest of five`, Math.max(...took), 's', { atMost: 5 })
  const left = waiting - (await count(db, 'suggestion-declined'))
  console.log(
    `a code under them, five times, from the click until it was sent: ${took.map(seconds => `${seconds.toFixed(2)} s`).join(', ')}; ${left} still waited after the last`,
  )
  await connection.close()
  await server.stop()
  await drop()
}

async function count(db: Awaited<ReturnType<typeof connect>>['db'], template: string): Promise<number> {
  const { sent } = await db
    .selectFrom('message')
    .select(eb => eb.fn.countAll<number>().as('sent'))
    .where('template', '=', template)
    .where('state', '=', 'sent')
    .executeTakeFirstOrThrow()
  return Number(sent)
}

const since = (begun: number) => `${((performance.now() - begun) / 1000).toFixed(2)} s`
