import rss from '@astrojs/rss'
import { forXml } from '#forms/typed/characters.ts'

export interface FeedItem {
  title: string
  /** A path of ours. */
  href: string
  description: string
  at: Date
  category: string
}

/** A list as RSS 2.0, for every feed alike: one character that XML cannot write would break it for all who read it. */
export const feedOf = (
  { title, description, origin }: { title: string; description: string; origin: string },
  items: readonly FeedItem[],
): Promise<Response> =>
  rss({
    title: forXml(title),
    description: forXml(description),
    site: origin,
    customData: '<language>zh-CN</language><ttl>30</ttl>',
    trailingSlash: false,
    items: items.map(item => ({
      title: forXml(item.title),
      link: new URL(item.href, origin).href,
      description: forXml(item.description),
      pubDate: item.at,
      categories: [forXml(item.category)],
    })),
  })
