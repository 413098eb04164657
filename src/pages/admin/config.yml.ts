import type { APIRoute } from 'astro'
import { cmsConfig, editorRoles } from '#publishing/decap/config.ts'
import { open } from '#web/visit.ts'

/** Decap's configuration for who asks: forms and lists from the content types, buttons from the roles. */
export const GET: APIRoute = context => {
  const visit = open(context, { roles: editorRoles })
  if (visit instanceof Response) return visit
  // JSON is YAML.
  return new Response(JSON.stringify(cmsConfig(visit.person.roles, visit.edition.choices)), {
    headers: { 'Content-Type': 'text/yaml; charset=utf-8', 'Cache-Control': 'private, no-store' },
  })
}
