import type { moveWords } from '#suggestions/moves/words.ts'

export type DeskMoveName = keyof typeof moveWords

/** A posted form that was not accepted, with what was typed. */
export interface Returned {
  move: string
  values: Record<string, string | string[]>
  errors?: Record<string, string> | undefined
  filesWereChosen?: boolean
}

/** The move that a screen opens by itself: what usually comes next. */
const usual = ['acceptance', 'hand-over', 'signature', 'extension', 'verification', 'answer', 'contribution', 'revisit', 'resumption']

/** Which of the offered moves stands open: the one that came back, the one asked for, else what usually comes next. */
export function openMove(offered: readonly string[], returned: string | undefined, asked: string | undefined): string | undefined {
  return [returned, asked, ...usual].find(move => move !== undefined && move !== 'note' && offered.includes(move))
}
