import { parseArgs } from 'node:util'

/** One command of a program. */
interface Command {
  /** What may be typed after it, as its usage says: `DIR [--map FILE] [--dry-run]`. What stands here is taken, all else refused. */
  takes: string
  does: string
}

/** What was typed: the words in their order, options with a value, and those without. */
export interface Typed<Name extends string = string> {
  command: Name
  words: string[]
  values: Partial<Record<string, string>>
  flags: ReadonlySet<string>
}

/** A program of the command line, by the script of package.json that starts it. */
interface Program<Name extends string> {
  script: string
  /** By its name; a program that does one thing only has it under ''. */
  commands: Record<Name, Command>
  /** More for who asks for help. */
  help?: string
  /** What stands before the reason when it could not be done. */
  failed?: string
  /** What it ends with then, unless 1. */
  failedCode?: number
}

/**
 * Runs a program with what was typed and sets what it ends with: 2 and one line with the usage when it was not typed as the
 * table says, before anything is read or changed.
 */
export async function runProgram<Name extends string>(
  program: Program<Name>,
  run: (typed: Typed<Name>) => Promise<number>,
): Promise<void> {
  const typed = process.argv.slice(2)
  if (typed.includes('--help')) {
    console.log(helpOf(program))
    return
  }
  try {
    process.exitCode = await run(readTyped(program, typed))
  } catch (error) {
    console.error(
      error instanceof NotTaken ? error.message : `${program.failed ? `${program.failed}: ` : ''}${inWords(error)}`,
    )
    process.exitCode = error instanceof NotTaken ? 2 : (program.failedCode ?? 1)
  }
}

/** Its message is one line that says what is wrong with what was typed, and the usage. */
class NotTaken extends Error {}

/** Reads what was typed as the table says; throws one line about what it does not take. */
export function readTyped<Name extends string>(program: Program<Name>, args: string[]): Typed<Name> {
  const all: Part[] = Object.values<Command>(program.commands).flatMap(({ takes }) => partsOf(takes))
  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      all.filter(isOption).map(({ name, value }) => [name, { type: value ? 'string' : 'boolean' }]),
    ),
  })
  const words = tokens.flatMap(token => (token.kind === 'positional' ? [token.value] : []))
  const command = ('' in program.commands ? '' : words.shift()) as Name | undefined
  if (command === undefined || !Object.hasOwn(program.commands, command))
    throw new NotTaken(
      `${command === undefined ? 'a command is missing' : `there is no command ${command}`}: npm run ${program.script} -- ${Object.keys(program.commands).join(' | ')} (--help says more)`,
    )

  const parts = partsOf(program.commands[command].takes)
  const refuse = (what: string) => new NotTaken(`${what}: ${usageOf(program, command)}`)
  const values: Typed['values'] = {}
  const flags = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const option = parts.filter(isOption).find(({ name }) => name === token.name)
    if (!option) throw refuse(`${token.rawName} is not taken here`)
    if (!option.value) {
      if (token.value !== undefined) throw refuse(`${token.rawName} takes no value`)
      flags.add(token.name)
    } else {
      // What follows is the next option, unless it was written with `=`.
      if (!token.value || (token.value.startsWith('-') && !token.inlineValue))
        throw refuse(`${token.rawName} needs a value`)
      values[token.name] = token.value
    }
  }
  const missing = parts.filter(part => !part.isOptional && isOption(part) && !values[part.name])
  const wanted = parts.filter(part => !isOption(part))
  missing.push(...wanted.slice(words.length).filter(part => !part.isOptional))
  if (missing.length > 0) throw refuse(`${missing.map(({ text }) => text).join(' and ')} missing`)
  if (words.length > wanted.length) throw refuse(`${words[wanted.length]} is not taken here`)
  return { command, words, values, flags }
}

/** One thing that may be typed: a word (`DIR`), an option with a value (`--map FILE`), or one without. */
interface Part {
  text: string
  isOptional: boolean
  /** Of an option. */
  name?: string | undefined
  value?: string | undefined
}

const isOption = (part: Part): part is Part & { name: string } => part.name !== undefined

function partsOf(takes: string): Part[] {
  return [...takes.matchAll(/(\[)?((?:--([a-z-]+)(?: ([A-Z,]+))?)|[A-Z]+)\]?/g)].map(
    ([, bracket, text, name, value]) => ({ text: text!, isOptional: bracket !== undefined, name, value }),
  )
}

function usageOf<Name extends string>({ script, commands }: Program<Name>, command: Name): string {
  const after = [command, commands[command].takes].filter(Boolean).join(' ')
  return `npm run ${script}${after && ` -- ${after}`}`
}

function helpOf<Name extends string>(program: Program<Name>): string {
  const commands = Object.keys(program.commands) as Name[]
  const each = commands.map(name => `${usageOf(program, name)}\n    ${program.commands[name].does}`)
  return [each.join('\n'), program.help].filter(Boolean).join('\n\n')
}

/** What the system says of a file, for a person. */
function inWords(error: unknown): string {
  const { code, path, syscall, message } = error as NodeJS.ErrnoException
  if (!path || syscall?.startsWith('spawn')) return message || String(code)
  const words: Record<string, string> = {
    ENOENT: `there is no such file or folder: ${path}`,
    ENOTDIR: `this is no folder: ${path}`,
    EEXIST: `this is no folder: ${path}`,
    EISDIR: `this is a folder, and a file is wanted: ${path}`,
    EACCES: `this user may not read or write ${path}`,
    EPERM: `this user may not read or write ${path}`,
    ENOSPC: `the disk is full: ${path}`,
  }
  return words[code ?? ''] ?? message
}
