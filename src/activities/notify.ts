import type { Trx } from '../../db/schema.ts'

export type MessageTemplate =
  | 'place-offered' | 'draw-won' | 'draw-lost'
  | 'shift-moved' | 'shift-cancelled' | 'shift-tomorrow' | 'activity-changed'
  | 'sign-up-removed' | 'company-gone' | 'consent-ended'
  | 'asked-for-need' | 'need-taken-up' | 'need-declined' | 'from-organiser'

export interface Message {
  toPersonId: number
  template: MessageTemplate
  /** What the words are filled with: ids, times (ISO), titles. Never another person's data. */
  facts: Record<string, string | number>
}

/** Requests a message in the transaction of the move it tells about: both stand, or neither. */
export type Notify = (trx: Trx, message: Message) => Promise<void>

/** For where nobody is to be told. */
export const tellNobody: Notify = async () => {}
