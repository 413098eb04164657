/** To the officers of a unit with which a suggestion lies no longer. */
export const formerWords = {
  title: (number: string) => `${number}不在你们单位了`,
  reRouted: '这件建言已改派给别的单位，你们不用再办。',
  released: '这件建言不用你们再协办了。',
  returned: '这件建言你们已经退单，由受理员重新交办。',
  withdrawn: '这件建言已由提交人撤回，不用再办。',
  notMade: '所以你这一次没有生效，市民看到的没有变。',
} as const
