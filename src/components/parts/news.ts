import type { Edition } from '#publishing/edition/edition.ts'
import { topics } from '#publishing/types/article.ts'
import { noticeCategories } from '#publishing/types/notice.ts'
import { dayOf } from '#calendar/lishui.ts'

/** A notice or an article as one line of a list. */
export interface NewsItem {
  href: string
  title: string
  summary: string
  /** Its category or topic, in words. */
  kind: string
  /** `YYYY-MM-DD`: the day a notice was issued, the day an article was published. */
  on: string
  publishedAt: Date
  sample: boolean
}

export function newsOfNotice({ id, data, publishedAt }: Edition['notices'][number]): NewsItem {
  const { title, summary, sample, category, issued_on } = data
  return { href: `/notices/${id}`, title, summary, kind: noticeCategories[category], on: issued_on, publishedAt, sample }
}

function newsOfArticle({ id, data, publishedAt }: Edition['articles'][number]): NewsItem {
  const { title, summary, sample, topic } = data
  return { href: `/news/${id}`, title, summary, kind: topics[topic], on: dayOf(publishedAt), publishedAt, sample }
}

/** Notices and articles of an edition in one list, newest day first. */
export function allNews({ notices, articles }: Pick<Edition, 'notices' | 'articles'>): NewsItem[] {
  return [...notices.map(newsOfNotice), ...articles.map(newsOfArticle)].sort(
    (a, b) => b.on.localeCompare(a.on) || b.publishedAt.getTime() - a.publishedAt.getTime(),
  )
}
