import type { Prepared } from '../prepared.ts'
import { fromUnitRows, type UnitRows } from '../unit-rows.ts'
import { widthOf } from './framed.ts'
import type { Probes } from './in-features.ts'
import { taken } from './raw-rows.ts'

type Table = { readonly name: string; readonly rows: UnitRows }

/**
 * The embeddings of the same tokens (or pixels and positions) in both models, each without the mean of all and of
 * length 1. Undefined where the two have no table in common.
 */
export const tokenProbes = (
  subject: Prepared,
  reference: Prepared,
): { readonly subject: Probes; readonly reference: Probes } | undefined => {
  const names = commonTables(subject, reference)
  const [own, other] = [probesOf(subject, names), probesOf(reference, names)]
  if (own?.width !== widthOf(subject) || other?.width !== widthOf(reference)) return undefined // some dimensions alone
  return own === undefined || other === undefined || own.count !== other.count
    ? undefined
    : { subject: own, reference: other }
}

/** Tables that both have, read at as many features. */
export const commonTables = (subject: Prepared, reference: Prepared): readonly string[] =>
  (subject.hidden?.tables ?? []).flatMap(({ name, rows }) => {
    const other = reference.hidden?.tables.find((table) => table.name === name)
    return other?.rows.width === rows.width ? [name] : []
  })

// The head of a language model is left out: its rows share one heavy direction, which hides what tokens mean.
const probesOf = (prepared: Prepared, names: readonly string[]): Probes | undefined => {
  const known = probesMade.get(prepared)
  if (known !== undefined && known.names === names.join()) return known.probes
  const tables = (prepared.hidden?.tables ?? []).filter(
    ({ name }) => names.includes(name) && !/head|embed_out/.test(name),
  )
  const probes = tables.length === 0 ? undefined : someOf(tokensOf(tables))
  probesMade.set(prepared, { names: names.join(), probes })
  return probes
}

/** Probes kept, evenly spread: what more of them would tell, a rotation onto all tokens tells at less cost. */
const MOST_PROBES = 160

const someOf = ({ count, width, rows }: Probes): Probes => {
  if (count <= MOST_PROBES) return { count, width, rows }
  const places = Int32Array.from({ length: MOST_PROBES }, (_, k) => Math.floor((k * count) / MOST_PROBES))
  return { count: MOST_PROBES, width, rows: taken(rows, places, width) }
}

const probesMade = new WeakMap<Prepared, { readonly names: string; readonly probes: Probes | undefined }>()

/** Tokens of all tables, one below the other: each of length 1 over the hidden dimensions. */
export const tokensOf = (tables: readonly Table[]): Probes => {
  const width = tables[0]?.rows.n ?? 0
  const count = tables.reduce((sum, { rows }) => sum + rows.width, 0)
  const tokens = new Float32Array(count * width)
  let first = 0
  for (const { rows } of tables) {
    const centred = fromUnitRows(rows, { centred: true })
    for (let token = 0; token < rows.width; token++) {
      const at = (first + token) * width
      let squares = 0
      for (let i = 0; i < width; i++) {
        const value = centred[i * rows.width + token] as number
        tokens[at + i] = value
        squares += value * value
      }
      const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
      for (let i = 0; i < width; i++) tokens[at + i] = (tokens[at + i] as number) * scale
    }
    first += rows.width
  }
  return { count, width, rows: tokens }
}
