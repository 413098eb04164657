import { codeSealedAs, type SendCode } from '#people/phone-account.ts'
import { enqueueMessage } from './outbox.ts'

/** Sends a one-time code by SMS; after it has expired nobody needs it any more. */
export const sendCodeBySms: SendCode = async (trx, { phoneHash, phoneSealed, secretSealed, giveUpAt }, now) => {
  await enqueueMessage(
    trx,
    {
      to: { channel: 'sms', sealed: phoneSealed, purpose: codeSealedAs.phone },
      template: 'one-time-code',
      secret: { sealed: secretSealed, purpose: codeSealedAs.secret },
      // By which it is found when the account is erased.
      about: { kind: 'phone', id: phoneHash },
      giveUpAt,
    },
    now,
  )
}
