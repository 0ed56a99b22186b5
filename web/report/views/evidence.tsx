import { useEffect, useState } from 'react'
import { EvidenceLinks } from '../components/evidence-link.tsx'
import { useReport } from '../context.tsx'
import type { ReportEvidence } from '../data.ts'
import { plural, whole } from '../formats.ts'
import { evidenceAnchor } from '../place.ts'
import { Subject } from './ledger.tsx'

/** Every piece of evidence that the decision rests on, named by its content. */
export const EvidenceView = ({ anchor }: { anchor: string }) => {
  const { data, names, t } = useReport()
  const kinds = Map.groupBy(data.evidence, ({ evidence }) => evidence.kind)
  const count = data.evidence.length
  return (
    <div className="view">
      <div className="pagehead">
        <h1 className="second">
          {t(
            `이 결정은 근거 ${whole(count)}건에 놓여 있습니다`,
            `The decision rests on ${whole(count)} ${plural(count, 'piece', 'pieces')} of evidence`,
          )}
        </h1>
        <p className="lede">
          {t(
            '근거의 이름은 그 내용의 SHA-256입니다. 한 글자라도 바뀌면 다른 이름이 됩니다. 눌러서 전체 내용을 볼 수 있습니다.',
            'Each piece is named by the SHA-256 of its content: change a character and it has another name. Open one to read all of it.',
          )}
        </p>
      </div>
      {[...kinds].map(([kind, pieces]) => (
        <section key={kind} aria-label={names.kind(kind)}>
          <h2 className="lead">
            {names.kind(kind)} <code className="muted small">{kind}</code>
          </h2>
          <div className="card long pieces">
            {pieces.map((piece) => (
              <Piece key={piece.digest} piece={piece} wanted={evidenceAnchor(piece.digest) === anchor} />
            ))}
          </div>
        </section>
      ))}
    </div>
  )
}

const Piece = ({ piece, wanted }: { piece: ReportEvidence; wanted: boolean }) => {
  const { numberOf, t } = useReport()
  const [open, setOpen] = useState(wanted)
  useEffect(() => {
    if (wanted) setOpen(true)
  }, [wanted])
  const { digest, evidence } = piece
  return (
    <details
      id={evidenceAnchor(digest)}
      className="piece"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <span className="evno">E-{numberOf(digest)}</span> <Subject subject={evidence.subject} />{' '}
        <Short piece={piece} />
      </summary>
      {open && (
        <div className="stack">
          <dl className="pairs">
            <dt>{t('다이제스트', 'Digest')}</dt>
            <dd>
              <code className="hex">{digest}</code>
            </dd>
            <dt>{t('방법', 'Method')}</dt>
            <dd>
              {evidence.method.name} {evidence.method.version}
            </dd>
            {evidence.inputs.length > 0 && (
              <>
                <dt>{t('재료', 'Made from')}</dt>
                <dd>
                  <EvidenceLinks digests={evidence.inputs} />
                </dd>
              </>
            )}
          </dl>
          <pre>{canonical(evidence)}</pre>
        </div>
      )}
    </details>
  )
}

/** The figure itself, where the result is one. */
const Short = ({ piece }: { piece: ReportEvidence }) => {
  const { t } = useReport()
  const result = piece.evidence.result as {
    figure?: unknown
    value?: unknown
    finding?: unknown
    state?: unknown
  } | null
  if (result === null || typeof result !== 'object') return null
  const value = result.value === null ? t('비공개', 'undisclosed') : (result.value ?? result.finding ?? result.state)
  const words = [result.figure, value].filter((word) => typeof word === 'string' || typeof word === 'number')
  return <span className="muted">{words.join(' = ')}</span>
}

/**
 * The canonical text: members sorted by code unit, no white space, so that its SHA-256 is the digest above. The data came
 * in canonical JSON and was checked when the page was written; numbers print in JavaScript as RFC 8785 wants them.
 */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}
