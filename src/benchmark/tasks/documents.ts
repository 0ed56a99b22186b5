import { AssayError } from '#base'
import { parse as parseCsv } from 'csv-parse/sync'
import { parsePythonJson } from '../python/json.ts'
import { parseFloatText, parseInteger } from '../python/format.ts'
import { dictGet, dictOf, isTagged, type PyDict, type PyValue } from '../python/value.ts'
import { freeze } from '../template/render.ts'
import type { DataFile } from './task-source.ts'

/** One item of a benchmark: its columns, as Python would hold them. */
export type Document = PyDict

/** More rows than any benchmark has; a larger file is not read into memory. */
const MAX_ROWS = 2_000_000

/**
 * The documents of data files, in order: JSON lines, a JSON array, or CSV by the file's ending. Columns are made alike
 * over all rows as the `datasets` library makes them: a column with one float is all floats, a missing value is None.
 *
 * @throws AssayError `benchmark/data-malformed` with the line
 */
export const readDocuments = (files: readonly DataFile[]): readonly Document[] => {
  const rows = files.flatMap((file) => rowsOf(file))
  if (rows.length > MAX_ROWS)
    throw new AssayError('benchmark/data-malformed', {
      where: files[0]?.path ?? '',
      what: `more than ${MAX_ROWS} rows`,
    })
  const documents = unified(rows)
  documents.forEach(freeze)
  return documents
}

const rowsOf = ({ path, text }: DataFile): Document[] => {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  if (/\.(?:csv|tsv)$/i.test(path)) return csvRows(body, path)
  if (/^\s*\[/.test(body)) {
    const array = parsePythonJson(body, path)
    return (array as PyValue[]).map((row, i) => asRow(row, `${path}[${i}]`))
  }
  return body
    .split('\n')
    .flatMap((line, i) =>
      line.trim() === '' ? [] : [asRow(parsePythonJson(line, `${path}:${i + 1}`), `${path}:${i + 1}`)],
    )
}

const asRow = (row: PyValue, where: string): Document => {
  if (!isTagged(row, 'dict'))
    throw new AssayError('benchmark/data-malformed', { where, what: 'a row is not an object' })
  return row
}

const csvRows = (text: string, path: string): Document[] => {
  let table: string[][]
  try {
    table = parseCsv(text, {
      delimiter: path.toLowerCase().endsWith('.tsv') ? '\t' : ',',
      skip_empty_lines: true,
      max_record_size: 10_000_000,
    })
  } catch (cause) {
    throw new AssayError('benchmark/data-malformed', { where: path, what: (cause as Error).message }, { cause })
  }
  const [header, ...rows] = table
  if (header === undefined) return []
  if (new Set(header).size < header.length)
    throw new AssayError('benchmark/data-malformed', { where: path, what: 'two columns have one name' })
  const columns = header.map((_, i) => typed(rows.map((row) => row[i] ?? '')))
  return rows.map((_, row) => dictOf(header.map((name, i) => [name, (columns[i] as PyValue[])[row] as PyValue])))
}

// As pandas reads a column: booleans, integers, floats, else texts; an empty cell is missing.
const typed = (cells: readonly string[]): PyValue[] => {
  const filled = cells.filter((cell) => cell !== '')
  const whole = filled.length > 0 && filled.every((cell) => parseInteger(cell) !== undefined)
  if (whole && filled.length === cells.length) return cells.map((cell) => parseInteger(cell) ?? null)
  if (filled.length > 0 && filled.every((cell) => parseFloatText(cell) !== undefined))
    return cells.map((cell) => (cell === '' ? null : (parseFloatText(cell) ?? null)))
  if (filled.length > 0 && filled.every((cell) => /^(?:True|False|true|false|TRUE|FALSE)$/.test(cell)))
    return cells.map((cell) => (cell === '' ? null : cell.toLowerCase() === 'true'))
  return cells.map((cell) => (cell === '' ? null : cell))
}

/** What a column holds over all rows: whether integers must become floats there, and below it. */
type Shape = { float: boolean; readonly members: Map<string, Shape>; items?: Shape; readonly names: string[] }

const unified = (rows: readonly Document[]): Document[] => {
  const shape = emptyShape()
  for (const row of rows) learn(shape, row)
  return rows.map((row) => alike(row, shape) as Document)
}

const emptyShape = (): Shape => ({ float: false, members: new Map(), names: [] })

const learn = (shape: Shape, value: PyValue): void => {
  if (typeof value === 'number') shape.float = true
  else if (Array.isArray(value)) for (const item of value) learn((shape.items ??= emptyShape()), item)
  else if (isTagged(value, 'dict'))
    for (const [key, member] of value.entries.values()) {
      const name = key as string
      let below = shape.members.get(name)
      if (below === undefined) {
        below = emptyShape()
        shape.members.set(name, below)
        shape.names.push(name)
      }
      learn(below, member)
    }
}

const alike = (value: PyValue, shape: Shape): PyValue => {
  if (typeof value === 'bigint') return shape.float ? Number(value) : value
  if (Array.isArray(value))
    return shape.items === undefined ? value : value.map((item) => alike(item, shape.items as Shape))
  if (isTagged(value, 'dict'))
    return dictOf(
      shape.names.map((name) => [name, alike(dictGet(value, name) ?? null, shape.members.get(name) as Shape)]),
    )
  return value
}

/** YAML's values (few-shot samples written in the task) as Python holds them. */
export const fromYaml = (value: unknown): PyValue => {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return value
  if (Array.isArray(value)) return value.map(fromYaml)
  return dictOf(Object.entries(value).map(([key, member]) => [key, fromYaml(member)]))
}
