import { filesWords } from '#publishing/files/words.ts'
import { chooseFile, nameOfFile } from './file-library.ts'

const { picker: words } = filesWords

/** What Decap's bundle puts on the window beside `CMS`: the part of React that a widget needs. */
interface ReactParts {
  h(name: string, props: object, ...children: unknown[]): object
  createClass(made: object): object
}

interface Control {
  props: { value?: string; onChange(value: string): void; classNameWrapper: string }
  state: { names: Record<string, string> }
  setState(state: Control['state']): void
  lookUp(): void
}

/**
 * The field for a file: its name, and a button that opens the file library. It takes the place of Decap's own, which
 * knows pictures and files of the content alone, ten megabytes at most.
 */
export function fileWidget(): object {
  const { h, createClass } = window as unknown as ReactParts
  return createClass({
    getInitialState: () => ({ names: {} }),
    componentDidMount(this: Control) {
      this.lookUp()
    },
    componentDidUpdate(this: Control) {
      this.lookUp()
    },
    lookUp(this: Control) {
      const { value } = this.props
      if (!value || value in this.state.names) return
      const [, last = value] = /([^/]+)$/.exec(value) ?? []
      this.setState({ names: { ...this.state.names, [value]: last } })
      void nameOfFile(value).then(name => name && this.setState({ names: { ...this.state.names, [value]: name } }))
    },
    render(this: Control) {
      const { value, onChange, classNameWrapper } = this.props
      const open = () =>
        void chooseFile().then(file => {
          if (!file) return
          this.setState({ names: { ...this.state.names, [file.address]: file.name } })
          onChange(file.address)
        })
      const button = (text: string, onClick: () => void) => h('button', { type: 'button', onClick }, text)
      return h(
        'div',
        { className: `${classNameWrapper} file-widget` },
        value
          ? h('a', { href: value, target: '_blank', rel: 'noopener' }, this.state.names[value] ?? value)
          : h('span', {}, words.nothing),
        button(value ? words.change : words.choose, open),
        value ? button(words.remove, () => onChange('')) : null,
      )
    },
  })
}

/** A download in the text: a link that stands by itself. Typed into the text, its brackets would be letters. */
export const download = {
  id: 'download',
  label: words.label,
  fields: [
    { name: 'text', label: words.text, widget: 'string' },
    { name: 'file', label: filesWords.file, widget: 'stored-file' },
  ],
  pattern: /^\[([^\]\n]+)\]\((\/files\/[^\s)]+)\)$/,
  fromBlock: (match: RegExpMatchArray | null) => ({ text: match?.[1] ?? '', file: match?.[2] ?? '' }),
  toBlock: ({ text = '', file = '' }: { text?: string; file?: string }) => `[${text.replace(/[[\]]/g, '')}](${file})`,
  toPreview: ({ text = '' }: { text?: string }) => text,
}
