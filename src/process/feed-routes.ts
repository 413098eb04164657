import type { AstroIntegration } from 'astro'
import { contentTypes } from '#publishing/types/index.ts'

/** Gives each column with a feed the address `<column>/feed.xml`: a route of that form would stand behind `news/[id]`. */
export function feedRoutes(): AstroIntegration {
  return {
    name: 'feeds',
    hooks: {
      'astro:config:setup': ({ injectRoute }) => {
        for (const { column, row } of contentTypes) if (column && row) injectRoute({ pattern: `${column.href}/feed.xml`, entrypoint: new URL('../pages/_feed.xml.ts', import.meta.url) })
      },
    },
  }
}
