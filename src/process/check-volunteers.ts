import { connect } from '#db/connect.ts'
import { checkVolunteers } from '#volunteering/check.ts'
import { BadConfiguration, readConfig } from '#config.ts'

/** `npm run check:volunteers`: do counters, lists, constraints and the audit trail agree? Ends with 1 when something does not. */
try {
  const connection = await connect(readConfig(process.env))
  const findings = await checkVolunteers(connection.db, new Date())
  await connection.close()
  for (const { rule, ids, count } of findings)
    console.log(count === 0 ? `holds   ${rule}` : `BROKEN  ${rule}: ${count} (${ids.join(', ')})`)
  process.exitCode = findings.every(finding => finding.count === 0) ? 0 : 1
} catch (error) {
  console.error(error instanceof BadConfiguration ? error.message : (error as Error).message)
  process.exitCode = 2
}
