import { connect } from '#db/connect.ts'
import { openJobs } from '#messages/jobs.ts'
import { clockQueue, remoteQueue } from '#messages/queues.ts'
import { createLog, logWarnings } from '#process/log.ts'

/** The jobs of a process on the embedded database, which keeps the clock of the process: says `minute`, `added` and each fault. */
logWarnings(createLog(false))
const { pool } = await connect({ dataDir: process.argv[2]! })
const jobs = await openJobs(pool, error => console.error(error.message))
await jobs.everyMinute(clockQueue, async () => console.log('minute'))
await jobs.work(remoteQueue, async () => console.log('added'))
setInterval(() => void jobs.add(remoteQueue), 1000)
