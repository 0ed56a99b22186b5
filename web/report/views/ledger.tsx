import { useState } from 'react'
import { EvidenceLink } from '../components/evidence-link.tsx'
import { useReport } from '../context.tsx'
import type { LedgerRow } from '../data.ts'
import { moment, plural, shortDigest, whole } from '../formats.ts'
import { entryAnchor } from '../place.ts'
import { actName } from '../terms.ts'

/** Entries shown at a time: a long ledger stays quick to open, to search and to print. */
const PAGE = 200

/** The ledger: every official act in its order, and the signed checkpoint over them. */
export const LedgerView = ({ anchor }: { anchor: string }) => {
  const { data, lang, t } = useReport()
  const { ledger } = data
  const wanted = ledger.entries.findIndex((entry) => entryAnchor(entry.index) === anchor)
  const [shown, setShown] = useState(PAGE)
  const limit = Math.max(shown, wanted + 1)
  return (
    <div className="view">
      <div className="pagehead">
        <h1 className="second">
          {t(
            `공식 행위 ${whole(ledger.size)}건이 순서대로 봉인되어 있습니다`,
            `${whole(ledger.size)} official ${plural(ledger.size, 'act is', 'acts are')} sealed in their order`,
          )}
        </h1>
        <p className="lede">
          {t(
            '원장은 더할 수만 있고 고칠 수 없습니다. 항목 하나라도 바뀌면 아래 뿌리값이 달라집니다.',
            'The ledger only grows. If a single entry were changed, the root below would be another.',
          )}
        </p>
      </div>
      <section aria-labelledby="checkpoint-title">
        <h2 id="checkpoint-title" className="lead">
          {t('체크포인트', 'Checkpoint')}
        </h2>
        <div className="card stack">
          <dl className="pairs">
            <dt>{t('출처', 'Origin')}</dt>
            <dd>
              <code className="hex">{ledger.origin}</code>
            </dd>
            <dt>{t('항목 수', 'Size')}</dt>
            <dd>{whole(ledger.size)}</dd>
            <dt>{t('뿌리값', 'Root')}</dt>
            <dd>
              <code className="hex">{ledger.root}</code>
            </dd>
          </dl>
          <pre>{ledger.checkpoint}</pre>
        </div>
      </section>
      <section aria-labelledby="entries-title">
        <h2 id="entries-title" className="lead">
          {t('항목', 'Entries')}
        </h2>
        <div className="card long">
          <table className="cards entries">
            <thead>
              <tr>
                <th className="num">#</th>
                <th>{t('때 (UTC)', 'When (UTC)')}</th>
                <th>{t('행위', 'Act')}</th>
                <th>{t('누가', 'By')}</th>
                <th>{t('대상', 'About')}</th>
                <th>{t('다이제스트', 'Digests')}</th>
              </tr>
            </thead>
            <tbody>
              {ledger.entries.slice(0, limit).map((entry) => (
                <tr key={entry.index} id={entryAnchor(entry.index)}>
                  <td className="num muted" data-label="#">
                    {entry.index}
                  </td>
                  <td data-label={t('때 (UTC)', 'When (UTC)')}>
                    <time dateTime={entry.at}>{moment(entry.at)}</time>
                  </td>
                  <th scope="row">{actName(entry.act, lang)}</th>
                  <td data-label={t('누가', 'By')}>{entry.by}</td>
                  <td data-label={t('대상', 'About')}>
                    <Subject subject={entry.subject} />
                  </td>
                  <td data-label={t('다이제스트', 'Digests')}>
                    <Digests entry={entry} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {limit < ledger.entries.length && (
            <button type="button" className="btn more noprint" onClick={() => setShown(limit + PAGE)}>
              {t(
                `나머지 ${whole(ledger.entries.length - limit)}건 가운데 더 보기`,
                `More of the other ${whole(ledger.entries.length - limit)}`,
              )}
            </button>
          )}
        </div>
      </section>
    </div>
  )
}

export const Subject = ({ subject }: { subject: LedgerRow['subject'] }) => {
  const { names } = useReport()
  const { round: _, ...rest } = subject ?? {}
  const named = Object.entries(rest).map(([key, value]) =>
    key === 'team'
      ? names.team(value)
      : key === 'gate'
        ? names.gate(value)
        : key === 'reference'
          ? names.reference(value)
          : value,
  )
  return <>{named.join(' · ')}</>
}

const Digests = ({ entry }: { entry: LedgerRow }) => (
  <ul className="plainlist">
    {Object.entries(entry.digests ?? {}).map(([name, digest]) => (
      <li key={name}>
        {name === 'evidence' ? (
          <EvidenceLink digest={digest} />
        ) : (
          <span title={digest}>
            {name} <code>{shortDigest(digest)}</code>
          </span>
        )}
      </li>
    ))}
  </ul>
)
