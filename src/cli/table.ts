import Table from 'cli-table3'
import stringWidth from 'string-width'

type Column = { readonly head: string; readonly align?: 'left' | 'right' }

const NOTHING = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  mid: '',
  'mid-mid': '',
  middle: ' ',
}

/** A quiet table: a head, one line under it, rows; Korean takes two columns a letter, as terminals draw it. */
export const table = (columns: readonly Column[], rows: readonly (readonly string[])[]): string => {
  const drawn = new Table({
    head: columns.map(({ head }) => head),
    colAligns: columns.map(({ align = 'left' }) => align),
    chars: NOTHING,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
  })
  drawn.push(...rows.map((row) => [...row]))
  const [head = '', ...body] = drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
  return [head, '─'.repeat(Math.max(...[head, ...body].map((line) => stringWidth(line)))), ...body].join('\n')
}
