import rss from '@astrojs/rss'
import type { Edition } from '#publishing/edition/edition.ts'

/** One entry of a feed. */
export interface FeedItem {
  title: string
  path: string
  summary: string
  publishedAt: Date
  category?: string
}

/**
 * The feed of a list, newest first, 50 entries at most. What has expired is in no edition, so it is in no feed.
 * @param origin the configured address of the site; all links are absolute
 */
export function feedOf(origin: string, { settings }: Edition, { title, description, items }: { title: string; description: string; items: readonly FeedItem[] }): Promise<Response> {
  return rss({
    title: `${title} · ${settings.site_name}`,
    description,
    site: origin,
    customData: '<language>zh-CN</language><ttl>30</ttl>',
    trailingSlash: false,
    items: items.slice(0, 50).map(({ title, path, summary, publishedAt, category }) => ({
      title,
      link: new URL(path, origin).href,
      description: summary,
      pubDate: publishedAt,
      ...(category ? { categories: [category] } : {}),
    })),
  })
}
