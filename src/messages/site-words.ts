export type Facts = Record<string, string | number>

export interface Site {
  name: string
  /** Where citizens reach the portal; without it no link is written. */
  origin: string | undefined
  /** What the numbers of suggestions begin with. */
  numberWord?: string | undefined
  /** Read at the desk itself, where a link stands beside the words. */
  atDesk?: boolean
}

/** How long something is, and where to read on. A message names a number or a day, never a person and never what somebody wrote; `{secret}` is put in as it is sent. */
export const track = ({ origin }: Site) =>
  origin ? `进度：${origin}/participate/track/{secret}` : '凭查询码可在网站“查办理进度”里查看。'
/** Where everybody reads it. */
export const published = ({ origin }: Site, number: string | number | undefined) =>
  origin ? `${origin}/suggestions/${number}` : '请看网站的“你提我改”。'
/** A place of the desk. */
export const place = ({ origin, atDesk }: Site, path: string) =>
  atDesk ? '' : origin ? `打开：${origin}/desk/${path}` : '请登录工作台查看。'
/** The page of a volunteer's own. */
export const garden = ({ origin }: Site) => (origin ? `${origin}/me/volunteer` : '登录网站“我的花园”')
