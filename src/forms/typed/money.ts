/** An amount as it is written in an entry: yuan, with fen behind a point. */
export const amountInYuan = /^(?:0|[1-9]\d{0,11})(?:\.\d{1,2})?$/

/** An amount in fen, a whole number, so that sums are exact. */
export function fenOf(amount: string): number {
  const [yuan = '0', fen = ''] = amount.split('.')
  return Number(yuan) * 100 + Number(fen.padEnd(2, '0'))
}

const toTheFen = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 6 })
const rounded = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 })

/** In 万元 to the last fen, as an entry says it: `128.5 万元`. */
export const sayWan = (fen: number): string => `${toTheFen.format(fen / 1_000_000)} 万元`

/** In 万元 for a table, rounded to hundreds of yuan: `128.5`. */
export const inWan = (fen: number): string => rounded.format(fen / 1_000_000)
