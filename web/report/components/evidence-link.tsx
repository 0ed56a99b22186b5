import { useReport } from '../context.tsx'
import { shortDigest } from '../formats.ts'
import { evidenceAnchor } from '../place.ts'

/** E-12: a piece of evidence by its number on this page; the digest alone where the page does not hold it. */
export const EvidenceLink = ({ digest }: { digest: string }) => {
  const { numberOf } = useReport()
  const number = numberOf(digest)
  if (number === undefined) return <code>{shortDigest(digest)}</code>
  return (
    <a className="ev" href={`#${evidenceAnchor(digest)}`}>
      E-{number}
    </a>
  )
}

export const EvidenceLinks = ({ digests }: { digests: readonly string[] }) => (
  <span className="evs">
    {digests.map((digest) => (
      <EvidenceLink key={digest} digest={digest} />
    ))}
  </span>
)
