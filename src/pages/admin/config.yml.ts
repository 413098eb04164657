import type { APIRoute } from 'astro'
import { cmsConfig, editorRoles } from '#publishing/decap/config.ts'
import { requireRole } from '#web/guard.ts'

/** Decap's configuration for who asks: forms and lists from the content types, buttons from the roles. */
export const GET: APIRoute = context => {
  const person = requireRole(context, ...editorRoles)
  if (person instanceof Response) return person
  // JSON is YAML.
  return new Response(JSON.stringify(cmsConfig(person.roles)), { headers: { 'Content-Type': 'text/yaml; charset=utf-8', 'Cache-Control': 'private, no-store' } })
}
