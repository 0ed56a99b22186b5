import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson, type Digest, digestFromHex, Evidence, evidenceDigest, hexOf, isDigest } from '#base'
import type { LedgerEntry, LogCopy } from '#ledger'
import type { Blobs, Damage } from '#office'
import type { Database } from '../database.ts'

/** Every blob has the digest of its name, every piece of evidence that the ledger admitted is there. */
export const scrubContents = async (
  folder: string,
  {
    blobs,
    entries,
    copy,
  }: { readonly blobs: Blobs; readonly entries: readonly LedgerEntry[]; readonly copy: LogCopy | undefined },
): Promise<{ readonly blobs: number; readonly evidence: number; readonly damages: readonly Damage[] }> => {
  const damages: Damage[] = []
  const mended = async (digest: Digest): Promise<'copy' | undefined> => {
    const bytes = await copy?.content(hexOf(digest))
    if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== hexOf(digest)) return undefined
    await blobs.put(bytes)
    return 'copy'
  }
  let count = 0
  for (const digest of await namedIn(folder)) {
    count++
    if ((await hexOfFile(join(folder, hexOf(digest).slice(0, 2), hexOf(digest).slice(2)))) === hexOf(digest)) continue
    damages.push({
      where: `blob ${digest}`,
      what: 'its bytes were not those of its name',
      mended: await mended(digest),
    })
  }
  const admitted = admittedIn(entries)
  for (const digest of admitted) {
    if (await blobs.has(digest)) continue
    damages.push({ where: `evidence ${digest}`, what: 'it was missing', mended: await mended(digest) })
  }
  return { blobs: count, evidence: admitted.length, damages }
}

const admittedIn = (entries: readonly LedgerEntry[]): Digest[] => [
  ...new Set(entries.flatMap(({ digests }) => (digests['evidence'] === undefined ? [] : [digests['evidence']]))),
]

const namedIn = async (folder: string): Promise<Digest[]> => {
  const digests: Digest[] = []
  for (const start of (await readdir(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name)).toSorted()) {
    for (const rest of (await readdir(join(folder, start))).toSorted()) {
      if (/^[0-9a-f]{62}$/.test(rest)) digests.push(digestFromHex(start + rest))
    }
  }
  return digests
}

const hexOfFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array)
  return hash.digest('hex')
}

/**
 * The rows that find evidence, made again: what the ledger admitted, in its order, and then what lies among the blobs and is
 * evidence too.
 *
 * @returns how many there are; rows that stood there and were right stay as they are
 */
export const rebuildEvidenceRows = async (
  database: Database,
  folder: string,
  { blobs, entries }: { readonly blobs: Blobs; readonly entries: readonly LedgerEntry[] },
): Promise<readonly Damage[]> => {
  const standing = new Map(
    (
      await database.query<{ digest: string; kind: string; subject: object }>(
        'select digest, kind, subject from assay.evidence',
      )
    ).map(({ digest, kind, subject }) => [digest, canonicalJson({ kind, subject } as never)]),
  )
  const damages: Damage[] = []
  for (const digest of new Set([...admittedIn(entries), ...(await namedIn(folder))])) {
    const evidence = await evidenceOf(blobs, digest)
    if (evidence === undefined) continue
    const { kind, subject } = evidence
    if (standing.get(digest) === canonicalJson({ kind, subject })) continue
    await database.query(
      `insert into assay.evidence (digest, kind, subject) values ($1, $2, $3)
       on conflict (digest) do update set kind = excluded.kind, subject = excluded.subject`,
      [digest, kind, JSON.stringify(subject)],
    )
    damages.push({
      where: `evidence ${digest}`,
      what: 'the row that finds it was missing or changed',
      mended: 'itself',
    })
  }
  return damages
}

/** Evidence is small; a blob that is larger than any is none. */
const MOST_BYTES = 4 * 2 ** 20

const evidenceOf = async (blobs: Blobs, digest: Digest): Promise<Evidence | undefined> => {
  if (!isDigest(digest) || !(await blobs.has(digest))) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await blobs.read(digest, { maxBytes: MOST_BYTES }))
    const parsed = text.startsWith('{') ? Evidence.safeParse(JSON.parse(text)) : undefined
    return parsed?.success === true && evidenceDigest(parsed.data) === digest ? parsed.data : undefined
  } catch {
    return undefined // another blob: responses, score sheets, weights' manifests; or a damaged one, told already
  }
}
