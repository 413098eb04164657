/** Structured data (schema.org) for search engines. Addresses are absolute, from the configured origin. */

export interface Site {
  origin: string
  site_name: string
  host_unit: string
}

interface Published {
  publishedAt: Date
  updatedAt: Date
}

/** An article, a news article or a creative work of the site. Only raster pictures are named: others are not shown anyway. */
export function articleData(
  site: Site,
  {
    type,
    path,
    headline,
    description,
    entry,
    image,
    extra = {},
  }: {
    type: 'Article' | 'NewsArticle' | 'CreativeWork'
    path: string
    headline: string
    description: string
    entry: Published
    image?: string | undefined
    extra?: Record<string, unknown>
  },
): object {
  return {
    '@context': 'https://schema.org',
    '@type': type,
    ...(type === 'CreativeWork' ? { name: headline } : { headline }),
    description,
    url: new URL(path, site.origin).href,
    inLanguage: 'zh-CN',
    datePublished: entry.publishedAt.toISOString(),
    dateModified: entry.updatedAt.toISOString(),
    publisher: { '@type': 'GovernmentOrganization', name: site.host_unit },
    ...(image && /\.(png|jpe?g|webp)$/i.test(image) ? { image: new URL(image, site.origin).href } : {}),
    ...extra,
  }
}

/** The trail of a page, the page itself last. */
export function breadcrumbData(site: Site, trail: readonly { label: string; href?: string }[], path: string): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: [{ label: '首页', href: '/' }, ...trail].map(({ label, href }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name: label,
      item: new URL(href ?? path, site.origin).href,
    })),
  }
}
