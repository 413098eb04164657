import { choice, fields, hidden, line, optional } from '#forms/fields.ts'
import type { Finding } from './findings.ts'
import { type ConfirmationReason, confirmationReasons, findingWords as words } from './words.ts'

// A posted form has at most a hundred fields; who has confirmed these sees the next.
const most = 60

/** The name of a finding in the form. */
export const fieldOf = ({ key }: Pick<Finding, 'key'>): string => `finding-${key.slice(0, 16)}`

/** One reason to choose for each finding that is open, none of them asked for; `head` is the draft that was seen. */
export function confirmationForm(open: readonly Finding[]) {
  const choices = open.slice(0, most).map(finding => {
    const reasons = Object.fromEntries(finding.reasons.map(reason => [reason, confirmationReasons[reason]]))
    return [fieldOf(finding), optional(choice(words.reason, reasons, { look: 'rows' }))] as const
  })
  return fields({ head: hidden(line('', { max: 64 })), ...Object.fromEntries(choices) })
}

/** The reasons that were chosen, by the key of the finding. */
export function reasonsIn(open: readonly Finding[], data: Record<string, unknown>): Map<string, ConfirmationReason> {
  return new Map(
    open.flatMap(finding => {
      const reason = data[fieldOf(finding)] as ConfirmationReason | undefined
      return reason ? [[finding.key, reason] as const] : []
    }),
  )
}
