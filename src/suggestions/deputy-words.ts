/** What the desk says about a unit that has no officer. */
export const deputyWords = {
  mark: '〔没有联络员〕',
  refused: '这个单位没有联络员，没有人收得到。还是要交给它，请在下面打勾',
  /** On the box; `deputy` is the unit above, if that has an officer. */
  confirm: (unit: string, deputy: string | undefined) =>
    deputy
      ? `${unit}没有联络员，由${deputy}代收、代办`
      : `${unit}没有联络员，它的上级单位也没有，由受理员打电话通知、补联络员`,
  confirmAll: '没有联络员的单位也交：由上级单位代收、代办；上级单位也没有的，由受理员打电话通知',
  /** Of several that are handed over at once; there is no form left to tick. */
  refusedOfSeveral:
    '没有交办：这个单位没有联络员，没有人收得到。请打开这一件单独交办，或者勾上“没有联络员的单位也交”再来',
  /** Behind the unit that leads. */
  receives: (deputy: string) => `由${deputy}代收`,
} as const
