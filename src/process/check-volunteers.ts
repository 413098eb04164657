/** Do counters, lists, constraints and the audit trail of the volunteers agree? Ends with 1 when something does not. */
import { connect } from '#db/connect.ts'
import { checkVolunteers } from '#volunteering/check.ts'
import { readConfig } from '#config.ts'
import { runProgram } from './command-line.ts'
import { sayPlaces } from './places.ts'

await runProgram(
  {
    script: 'check:volunteers',
    commands: { '': { takes: '', does: 'asks whether counters, lines and the audit trail of the volunteers agree' } },
    failed: 'not looked at',
    failedCode: 2,
  },
  async () => {
    const config = readConfig(process.env)
    console.log(`on: ${sayPlaces(config, 'database')}`)
    const connection = await connect(config)
    const findings = await checkVolunteers(connection.db, new Date()).finally(connection.close)
    for (const { rule, ids, count } of findings)
      console.log(count === 0 ? `holds   ${rule}` : `BROKEN  ${rule}: ${count} (${ids.join(', ')})`)
    return findings.every(finding => finding.count === 0) ? 0 : 1
  },
)
