import { AssayError, canonicalJson, type Digest, Evidence, evidenceDigest, parseJson } from '#base'
import type { Blobs, EvidenceShelf, ShelvedEvidence } from '#office'
import type { Database } from './database.ts'

/** A piece of evidence holds figures and digests; what is large lies beside it as a blob. */
const MOST_BYTES = 64 * 2 ** 20

/** Evidence as blobs, found by rows. The blob is durable before its row says that it is there. */
export const openEvidenceShelf = (database: Database, blobs: Blobs): EvidenceShelf => {
  const get = async (digest: Digest): Promise<Evidence> => {
    if (!(await blobs.has(digest))) throw new AssayError('store/evidence-missing', { digest })
    return evidenceIn(await blobs.read(digest, { maxBytes: MOST_BYTES }), digest)
  }
  return {
    put: async (evidence) => {
      const digest = await blobs.put(new TextEncoder().encode(canonicalJson(evidence)))
      await database.query(
        'insert into assay.evidence (digest, kind, subject) values ($1, $2, $3) on conflict (digest) do nothing',
        [digest, evidence.kind, JSON.stringify(evidence.subject)],
      )
      return digest
    },
    get,
    of: async (subject, kind) => {
      const found: ShelvedEvidence[] = []
      for (const digest of await evidenceAbout(database, subject, kind))
        found.push({ digest, evidence: await get(digest) })
      return found
    },
    madeFor: async (workKey) => {
      const digests = await rememberedFor(database, workKey)
      if (digests === undefined) return undefined
      const there = await Promise.all(digests.map((digest) => blobs.has(digest)))
      return there.every(Boolean) ? digests : undefined
    },
    remember: async (workKey, digests) => {
      // What was remembered is kept, unless it is no longer there: then the work was done again for good reason.
      const standing = await rememberedFor(database, workKey)
      const gone =
        standing !== undefined && (await Promise.all(standing.map((digest) => blobs.has(digest)))).includes(false)
      await database.query(REMEMBER, [workKey, digests, gone ? standing : null])
      return (await rememberedFor(database, workKey)) ?? digests
    },
  }
}

const REMEMBER = `
  insert into assay.work_done (work_key, digests) values ($1, $2::text[])
  on conflict (work_key) do update set digests = excluded.digests where work_done.digests = $3::text[]`

const rememberedFor = async (database: Database, workKey: Digest): Promise<Digest[] | undefined> => {
  const [row] = await database.query<{ digests: Digest[] }>('select digests from assay.work_done where work_key = $1', [
    workKey,
  ])
  return row?.digests
}

const evidenceAbout = async (
  database: Database,
  subject: Readonly<Record<string, string>>,
  kind: string | undefined,
): Promise<Digest[]> => {
  const rows = await database.query<{ digest: Digest }>(
    'select digest from assay.evidence where subject @> $1 and ($2::text is null or kind = $2) order by number',
    [JSON.stringify(subject), kind ?? null],
  )
  return rows.map(({ digest }) => digest)
}

const evidenceIn = (bytes: Uint8Array, digest: Digest): Evidence => {
  const parsed = Evidence.safeParse(parseJson(new TextDecoder().decode(bytes), digest))
  // Any blob can be asked for by its digest; only what is evidence is given out as such.
  if (!parsed.success || evidenceDigest(parsed.data) !== digest) throw new AssayError('store/not-evidence', { digest })
  return parsed.data
}
