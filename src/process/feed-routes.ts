import type { AstroIntegration } from 'astro'
import { feeds } from '#publishing/types/index.ts'

/** Gives each column with a feed the address `<column>/feed.xml`: a route of that form would stand behind `news/[id]`. */
export function feedRoutes(): AstroIntegration {
  return {
    name: 'feeds',
    hooks: {
      'astro:config:setup': ({ injectRoute }) => {
        for (const { href } of feeds)
          injectRoute({ pattern: `${href}/feed.xml`, entrypoint: new URL('../pages/_feed.xml.ts', import.meta.url) })
      },
    },
  }
}
