import { parse } from 'csv-parse/sync'
import { AssayError } from './errors.ts'

/** A row by its column names, and the line of the file on which it begins. */
export type Row = { readonly line: number; readonly fields: Readonly<Record<string, string>> }

type Columns = { readonly required: readonly string[]; readonly optional: readonly string[] }

/** A whole round's marks with their reasons take a few megabytes; a file beyond it is another file. */
const MAX_BYTES = 16 * 1024 * 1024

/**
 * Reads a table that people wrote: UTF-8 (with or without a byte order mark), commas, a line of column names. Every row
 * has every column; empty lines do not count.
 *
 * @param csv the file's bytes, or its text where they are known to be UTF-8
 * @param where what a person calls the file
 * @throws AssayError `base/csv-too-large`, `base/csv-not-utf8`, `base/csv-malformed`, `base/csv-wrong-columns`,
 *   `base/csv-no-rows`
 */
export const readTable = (csv: Uint8Array | string, where: string, columns: Columns): readonly Row[] => {
  const text = textOf(csv, where)
  const [header, ...records] = recordsOf(text, where)
  if (header === undefined) throw new AssayError('base/csv-no-rows', { where })
  checkColumns(header.record, columns, where)
  if (records.length === 0) throw new AssayError('base/csv-no-rows', { where })
  return records.map(({ record, line }) => {
    if (record.length !== header.record.length) {
      const what = `${record.length} fields under ${header.record.length} columns`
      throw new AssayError('base/csv-malformed', { where, line, what })
    }
    return { line, fields: Object.fromEntries(header.record.map((name, i) => [name, record[i] as string])) }
  })
}

const textOf = (csv: Uint8Array | string, where: string): string => {
  const bytes = csv.length
  if (bytes > MAX_BYTES) throw new AssayError('base/csv-too-large', { where, bytes, limit: MAX_BYTES })
  if (typeof csv === 'string') {
    if (csv.isWellFormed() && !csv.includes('\uFFFD')) return csv
    throw new AssayError('base/csv-not-utf8', { where, line: lineOfReplacement(csv) })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(csv)
  } catch (cause) {
    const line = lineOfReplacement(new TextDecoder('utf-8', { ignoreBOM: true }).decode(csv))
    throw new AssayError('base/csv-not-utf8', { where, line }, { cause })
  }
}

const lineOfReplacement = (text: string): number =>
  text.slice(0, text.search(/\uFFFD|\p{Surrogate}/u)).split('\n').length

type Line = { readonly record: readonly string[]; readonly line: number }

const recordsOf = (text: string, where: string): readonly Line[] => {
  try {
    const parsed = parse(text, {
      bom: true,
      columns: false,
      info: true,
      relax_column_count: true, // counted by the caller, who can say what is missing
      skip_empty_lines: true,
    }) as unknown as readonly { readonly record: string[]; readonly info: { readonly lines: number } }[]
    return parsed.map(({ record, info }) => ({ record, line: info.lines }))
  } catch (cause) {
    const { lines = 0, code = '' } = cause as { lines?: number; code?: string }
    throw new AssayError('base/csv-malformed', { where, line: lines, what: WORDS[code] ?? 'broken quoting' }, { cause })
  }
}

const WORDS: Readonly<Partial<Record<string, string>>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark that is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'text after a closing quotation mark',
  INVALID_OPENING_QUOTE: 'a quotation mark inside an unquoted field',
}

const checkColumns = (got: readonly string[], { required, optional }: Columns, where: string): void => {
  const known = [...required, ...optional]
  const missing = required.filter((name) => !got.includes(name))
  const unknown = got.filter((name, i) => !known.includes(name) || got.indexOf(name) !== i)
  if (missing.length === 0 && unknown.length === 0) return
  throw new AssayError('base/csv-wrong-columns', { where, got: got.slice(0, 20).map(cutShort), missing, wanted: known })
}

const cutShort = (name: string): string => name.slice(0, 50)
