import { adminText } from '#publishing/drafts/words.ts'

const { picture: words } = adminText

interface Shown {
  src?: string
  alt?: string
  caption?: string
}

/** A picture inside a text: Decap's own one does not ask for the words that stand for it (无障碍环境建设法 Art. 32). */
export const picture = {
  id: 'picture',
  label: words.label,
  fields: [
    {
      name: 'src',
      label: words.src,
      widget: 'image',
      choose_url: false,
      media_library: { config: { max_file_size: 20_000_000 } },
    },
    { name: 'alt', label: words.alt, widget: 'string', hint: words.altHint },
    { name: 'caption', label: words.caption, widget: 'string', required: false },
  ],
  pattern: /^!\[([^\]]*)\]\((\S*?)(?:\s"([^"]*)")?\)$/,
  fromBlock: (match: RegExpMatchArray | null): Shown => ({
    alt: match?.[1] ?? '',
    src: match?.[2] ?? '',
    caption: match?.[3] ?? '',
  }),
  toBlock: ({ src = '', alt = '', caption = '' }: Shown) =>
    `![${alt.replace(/[[\]]/g, '')}](${src}${caption === '' ? '' : ` "${caption.replaceAll('"', '”')}"`})`,
  toPreview: ({ alt = '' }: Shown) => alt,
}
