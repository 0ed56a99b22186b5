import { cosignaturesOn, lineOfSignature, openCheckpoint, parseNote, type VerifierKey } from '#ledger'
import { nodeSignatureHolds } from '#ledger/shelves'
import type { CosignatureOutcome } from '#office'
import type { Database } from '../database.ts'

/** A note has room for sixteen signatures; the office's own are at most two. */
const MOST_LINES = 14
/** Clocks differ; a cosignature from further ahead says nothing about now. */
const AHEAD_SECONDS = 300

/**
 * Keeps the cosignatures that these witnesses put on a checkpoint of this ledger; anything else on the note is passed over.
 *
 * @throws AssayError `ledger/signature-wrong`, and those of notes and checkpoints
 */
export const keepCosignatures = async (
  database: Database,
  note: string,
  { witnesses, nowSeconds }: { readonly witnesses: readonly VerifierKey[]; readonly nowSeconds: number },
): Promise<CosignatureOutcome> => {
  const { size } = openCheckpoint(note)
  const { text, signatures } = parseNote(note)
  const [row] = await database.query<{ note: string }>('select note from assay.ledger_checkpoint where size = $1', [
    size,
  ])
  if (row === undefined || parseNote(row.note).text !== text)
    return { kind: 'refused', code: 'ledger/unknown-checkpoint' }
  const found = cosignaturesOn(note, witnesses, nodeSignatureHolds())
  if (found.length === 0) return { kind: 'refused', code: 'ledger/unknown-witness' }
  for (const { witness, seconds } of found) {
    if (seconds > nowSeconds + AHEAD_SECONDS) return { kind: 'refused', code: 'ledger/cosigned-ahead' }
    const signature = signatures.find(({ name, keyId }) => name === witness.name && keyId === witness.keyId)
    if (signature === undefined) continue
    await database.query(KEEP, [size, witness.name, witness.keyId, seconds, lineOfSignature(signature)])
  }
  return { kind: 'accepted', cosignatures: found.length }
}

const KEEP = `
  insert into assay.ledger_cosignature as known (size, name, key_id, seconds, line) values ($1, $2, $3, $4, $5)
  on conflict (size, name, key_id) do update set seconds = excluded.seconds, line = excluded.line
  where known.seconds < excluded.seconds`

/** Signed heads in the order in which the log grew, each with the cosignatures that were given to it. */
export const cosignedCheckpoints = async (database: Database, which: 'all' | 'latest'): Promise<readonly string[]> => {
  const rows = await database.query<{ note: string; lines: string[] | null }>(
    `select note, (
       select array_agg(line order by name, key_id) from (
         select * from assay.ledger_cosignature as cosignature where cosignature.size = checkpoint.size
         order by name, key_id limit ${MOST_LINES}
       ) as kept
     ) as lines
     from assay.ledger_checkpoint as checkpoint
     where $1 or size = (select size from assay.ledger_state) order by size`,
    [which === 'all'],
  )
  return rows.map(({ note, lines }) => note + (lines ?? []).join(''))
}
