import { forbidden, type Refusal, tooLate } from '#forms/refusals.ts'

/** What a function returns instead of a result when it did nothing. */
export interface Refused {
  refused: Refusal
}

/** A request key that somebody else used, or this person for something else. */
export const keyUsed = tooLate('这张表单已经提交过，请刷新页面再试')

/** Two people at the same thing: the other one was quicker. */
export const alreadyDecided = tooLate('已经办理过了')

/** Nobody at the office decides about themselves or their own. */
export const ownMatter = forbidden('这件事和你自己或者你的孩子有关，请另一位工作人员来办')
