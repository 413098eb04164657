import type { Db } from '#db/schema.ts'
import { collectLetters, type Collecting } from './collect.ts'
import { MailboxAway, withMailbox } from './mailbox.ts'
import { noteReached, noteUnreached } from './state.ts'

interface Turn extends Collecting {
  /** Of the mailbox. */
  address: string
}

/**
 * Opens the mailbox, takes its letters in and closes it. That it cannot be reached is said once, by whichever process
 * notices it first, until it can be again.
 */
export async function takeTurn(db: Db, { address, ...collecting }: Turn, now: Date): Promise<void> {
  const { log } = collecting
  try {
    const taken = await withMailbox(address, mailbox => collectLetters(db, mailbox, collecting, now))
    if (await noteReached(db, now)) log('info', 'the mailbox is read again', {})
    if (taken > 0) log('info', 'letters taken in', { letters: taken })
  } catch (error) {
    if (!(error instanceof MailboxAway)) throw error
    if (await noteUnreached(db, error.message, now))
      log('error', 'the mailbox cannot be read; tried again each minute', { error })
  }
}
