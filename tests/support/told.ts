import type { Detail, Story } from '#suggestions/story.ts'

/** What the author is told of a move; units are left without a name. */
export const toldOf = ({ story }: { story: Story }, detail: Detail = {}): string =>
  story.author?.say(detail, () => '') ?? ''

/** What a sentence says before the words that are put into it. */
export const wordsBefore = (say: (words: string) => string): string => say('\0').split('\0')[0]!
