import { fieldsOf, metaOf } from '#forms/meta.ts'
import { type Settings, settingsFile } from '#publishing/types/settings.ts'
import { escapeHtml } from '#web/plain-page.ts'

/** What stands for `{{…}}` in a text of the city: each line of the settings by its label, and how to reach the office. */
export function settingsInText(settings: Settings): Record<string, string> {
  const lines = fieldsOf(settingsFile.fields).filter(([, field]) => metaOf(field).kind === 'line')
  return {
    ...Object.fromEntries(
      lines.map(([name, field]) => [
        metaOf(field).label ?? name,
        escapeHtml(String(settings[name as keyof Settings] ?? '')),
      ]),
    ),
    联系方式: [
      `电话 ${link(`tel:${settings.contact_phone.replaceAll(/[ ()]/g, '')}`, settings.contact_phone)}`,
      ...(settings.contact_email ? [`邮箱 ${link(`mailto:${settings.contact_email}`, settings.contact_email)}`] : []),
    ].join('，'),
  }
}

const link = (href: string, text: string) => `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`

/** Text or HTML with what is known put in; anything else between double braces stays, for its editor to see. */
export function fillIn(text: string, words: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{([^{}<>]+)\}\}/g, (whole, name: string) => words[name.trim()] ?? whole)
}
