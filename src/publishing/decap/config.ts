import type { Role } from '#people/roles.ts'
import { type FormField, formFields, unfinishedForm } from './fields.ts'
import type { CityChoices } from '../types/choices.ts'
import { contentTypes } from '../types/index.ts'
import { settingsFile } from '../types/settings.ts'
import type { ContentType } from '../types/type.ts'

/** Who may open `/admin` and save drafts. */
export const editorRoles = ['contributor', 'reviewer', 'publisher'] as const satisfies Role[]

interface ViewFilter {
  label: string
  field: string
  pattern: string | boolean
}

interface Collection {
  name: string
  label: string
  label_singular?: string
  description?: string
  folder?: string
  files?: { name: string; label: string; file: string; fields: FormField[] }[]
  fields?: FormField[]
  [setting: string]: unknown
}

/** Decap's configuration: what `/admin/config.yml` answers, as JSON, which is YAML too. */
export interface CmsConfig {
  collections: Collection[]
  [setting: string]: unknown
}

/**
 * The forms, lists and buttons for a person with these roles, derived from the content types and what the lists of the
 * city's settings offer. It only shows;
 * what a person may do is decided by the gateway again.
 */
export function cmsConfig(roles: readonly Role[], city: CityChoices): CmsConfig {
  const publisher = roles.includes('publisher')
  return {
    locale: 'zh_Hans',
    backend: { name: 'portal', branch: 'main', proxy_url: '/admin/gateway' },
    publish_mode: 'editorial_workflow',
    // The bar above Decap has the links to the preview and to the site.
    show_preview_links: false,
    editor: { preview: false },
    media_folder: 'content/media/uploads',
    public_folder: '/media/uploads',
    // Pictures shrink in the browser already: 8 MB from a phone become less than 2.
    media_processing: { enabled: true, format: { enabled: true, default: 'webp' }, quality: 85, strip_metadata: true },
    // Pictures keep their Chinese names; ids are days and times.
    slug: { encoding: 'unicode', clean_accents: false, sanitize_replacement: '-' },
    issue_reports: { url: '/admin/help' },
    collections: [
      ...contentTypes.map(type => collectionOf(type, roles, city)),
      ...(publisher ? [settingsCollection(city)] : []),
    ],
  }
}

function collectionOf(type: ContentType, roles: readonly Role[], city: CityChoices): Collection {
  const { titleField } = type
  const { summary = `{{${titleField}}}`, sort = [titleField], filter, group } = type.editors ?? {}
  const fields = unfinishedForm(formFields(type.fields, city), titleField)
  const publisher = roles.includes('publisher')
  const filters = filter ? choicesOf(fields, filter) : []
  const views = [
    ...filters,
    ...fields.filter(({ name }) => name === 'sample').map(({ name, label }) => ({ label, field: name, pattern: true })),
  ]
  return {
    name: type.name,
    label: type.label,
    label_singular: type.one,
    folder: `content/${type.name}`,
    extension: 'md',
    format: 'yaml-frontmatter',
    // An id is fixed when an entry is made: an address that readers know must not move.
    slug: '{{year}}{{month}}{{day}}-{{hour}}{{minute}}{{second}}',
    ...(type.byYear && { path: '{{year}}/{{slug}}' }),
    identifier_field: titleField,
    media_folder: `/content/media/${type.name}`,
    public_folder: `/media/${type.name}`,
    create: roles.includes('contributor') || publisher,
    publish: publisher,
    // Begins a draft that goes through the reviews.
    delete: true,
    summary,
    sortable_fields: sort,
    // Decap refuses an empty list, and with it the whole configuration.
    ...(views.length > 0 && { view_filters: views }),
    ...(group && {
      view_groups: [{ label: fields.find(field => field.name === group)?.label ?? group, field: group }],
    }),
    fields: [...fields, bodyField(type.body)],
  }
}

function choicesOf(fields: FormField[], name: string): ViewFilter[] {
  const options = fields.find(field => field.name === name)?.options ?? []
  return options.map(({ label, value }) => ({ label, field: name, pattern: `^${value}$` }))
}

/** The Markdown below the front matter. Headings begin at the second level: the title is the first. */
function bodyField(label: string): FormField {
  return {
    name: 'body',
    label,
    widget: 'markdown',
    required: false,
    modes: ['rich_text', 'raw'],
    editor_components: ['picture', 'download'],
    buttons: ['bold', 'italic', 'link', 'heading-two', 'heading-three', 'quote', 'bulleted-list', 'numbered-list'],
  }
}

function settingsCollection(city: CityChoices): Collection {
  const { name, path, label, fields } = settingsFile
  return {
    name,
    label,
    description: '网站名称、页脚信息、本市的县（市、区）和各种名单、首页的话、各栏目的更新期限',
    publish: true,
    delete: false,
    files: [{ name: 'site', label, file: path, fields: formFields(fields, city) }],
  }
}
