/**
 * Who may sign in, from the command line: how the first administrator comes into a new portal.
 * Works on the database that the server uses, with the same environment.
 */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type Connection, connect } from '#db/connect.ts'
import { inTransaction } from '#db/transaction.ts'
import { runProgram, type Typed } from './command-line.ts'
import { sayPlaces } from './places.ts'
import { prepareDatabase } from './prepare-database.ts'
import { readConfig } from '#config.ts'
import { addPerson, changePassword, disablePerson, listPeople } from '#people/people.ts'
import { type Role, roleNames } from '#people/roles.ts'
import { tellOfHeldOrganiser } from '#volunteering/organisations/resigning.ts'

const refusals: Record<string, string> = {
  'bad-login': 'a login has 2 to 40 characters: a–z, 0–9, dot, dash, underscore',
  'bad-name': 'a name has 1 to 40 characters',
  'unknown-role': `roles are ${roleNames.join(', ')}`,
  'login-taken': 'somebody has this login already',
  'unknown-login': 'nobody has this login',
  'already-disabled': 'this person is disabled already',
  'too-short': 'the password needs at least 10 characters',
  'too-long': 'the password has more than 200 characters',
  'is-login': 'the password is little more than the login',
  'too-simple': 'the password repeats or counts up',
  'well-known': 'the password stands on every list of stolen passwords',
}

const operator = { kind: 'system' } as const

await runProgram(
  {
    script: 'people',
    commands: {
      add: { takes: '--login LOGIN --name NAME --roles ROLE,ROLE [--password-stdin]', does: 'adds a person' },
      password: { takes: '--login LOGIN [--password-stdin]', does: 'sets another password and ends their sessions' },
      disable: { takes: '--login LOGIN', does: 'closes the account and ends their sessions' },
      list: { takes: '', does: 'lists who may sign in' },
    },
    help: `Roles: ${roleNames.join(', ')}.
The password is asked for on the terminal, or read from standard input. It has at least 10 characters.`,
  },
  run,
)

async function run({ command, values, flags }: Typed<'add' | 'password' | 'disable' | 'list'>): Promise<number> {
  const config = readConfig(process.env)
  if (command !== 'list') console.log(`on: ${sayPlaces(config, 'database')}`)
  const { login = '', name = '' } = values
  const password = command === 'add' || command === 'password' ? await readPassword(flags.has('password-stdin')) : ''

  const connection: Connection = await connect(config)
  try {
    await prepareDatabase(connection.db)
    if (command === 'list') {
      await printPeople(connection)
      return 0
    }
    const now = new Date()
    const roles = (values.roles ?? '').split(',').map(role => role.trim()) as Role[]
    const outcome =
      command === 'add'
        ? await addPerson(connection.db, { login, name, roles, password }, operator, now)
        : command === 'password'
          ? await changePassword(connection.db, login, password, operator, now)
          : await disablePerson(connection.db, login, operator, now)
    // A closed account organises nothing: whoever is left has to know.
    if (command === 'disable' && !('refused' in outcome))
      await inTransaction(connection.db, trx => tellOfHeldOrganiser(trx, outcome.id, now))
    if ('refused' in outcome) {
      console.error(`not done: ${refusals[outcome.refused] ?? outcome.refused}`)
      return 1
    }
    console.log(
      {
        add: `added ${login}`,
        password: `changed the password of ${login}`,
        disable: `disabled ${login} and ended their sessions`,
      }[command],
    )
    return 0
  } finally {
    await connection.close()
  }
}

async function printPeople({ db }: Connection): Promise<void> {
  for (const person of await listPeople(db)) {
    const marks = [
      person.disabled_at && 'disabled',
      person.locked_until && person.locked_until > new Date() && 'locked',
      person.sample && 'sample',
    ].filter(Boolean)
    console.log([person.login, person.name, person.roles.join(','), ...marks].join('\t'))
  }
}

/** From a pipe, the whole of standard input without its last line end; on a terminal twice, without an echo. */
async function readPassword(fromInput: boolean): Promise<string> {
  if (fromInput || !process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '')
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: silence, terminal: true })
  const ask = async (question: string) => {
    process.stderr.write(question)
    const answer = await terminal.question('')
    process.stderr.write('\n')
    return answer
  }
  terminal.once('SIGINT', () => process.exit(130))
  try {
    const password = await ask('Password: ')
    if (password !== (await ask('Once more: '))) throw new Error('not done: the two passwords differ')
    return password
  } finally {
    terminal.close()
  }
}
