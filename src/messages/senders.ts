/** A message on its way out. `key` is the same on every attempt, so a gateway can drop a repetition. */
export interface Letter {
  key: string
  to: string
  text: string
}

/** Hands messages of one channel to the world. Throws when it could not; `Undeliverable` when no attempt ever will. */
export interface Sender {
  name: string
  /** What is sent is also kept readable in the table, secrets too: for trying out, where there is no gateway. */
  keepsSecrets?: boolean
  send(letter: Letter): Promise<void>
}

/** The address or the message itself is refused: trying again would not help. */
export class Undeliverable extends Error {
  // The Astro bundle has its own copy of this class, so nobody may ask `instanceof`.
  readonly undeliverable = true
}

export function isUndeliverable(error: unknown): boolean {
  return error instanceof Object && 'undeliverable' in error
}

/**
 * Sends nothing: the messages are read at /desk/messages. The default. Outside production they also go to the
 * console, codes included, so that one can try out what a citizen does.
 */
export function createTableSender(print: ((line: string) => void) | undefined): Sender {
  return {
    name: 'table',
    keepsSecrets: print !== undefined,
    async send({ to, text }) {
      print?.(`message to ${to.replace(/^(.{3}).*(.{2})$/, '$1…$2')}: ${text}`)
    },
  }
}
