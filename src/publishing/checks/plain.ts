/** A text without what hides in it, and where each of its characters stood. */
export interface Plain {
  text: string
  /** Where the character of `text` at this place begins in the original, and where it ends. */
  from: readonly number[]
  to: readonly number[]
  /** Whether something was left out just before it. The place behind the last one counts too. */
  gap: readonly boolean[]
}

// What people put between the digits of a number so that a search misses it: blanks, hyphens, dots, stars, unseen characters.
// A line break parts what stands in two lines.
const between = /^(?:[^\S\n]|[\p{Pd}\p{Cf}\p{Mn}*_.·•‧∙・])$/u

/** A text in plain forms (NFKC, capitals), without blanks, hyphens, dots and unseen characters. */
export function plainOf(original: string): Plain {
  let text = ''
  const from: number[] = []
  const to: number[] = []
  const gap: boolean[] = []
  let left = false
  let at = 0
  for (const character of original) {
    const end = at + character.length
    for (const piece of character.normalize('NFKC').toUpperCase()) {
      if (between.test(piece)) {
        left = true
        continue
      }
      for (let unit = 0; unit < piece.length; unit += 1) {
        from.push(at)
        to.push(end)
        gap.push(left && unit === 0)
      }
      text += piece
      left = false
    }
    at = end
  }
  gap.push(left)
  return { text, from, to, gap }
}
