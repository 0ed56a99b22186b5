import { useReport } from '../context.tsx'
import { points } from '../formats.ts'
import { isSample } from '../round-view.ts'
import { SampleMark } from './sample-mark.tsx'

/** The seats of the round: who takes them, and which are left vacant. */
export const SeatRow = () => {
  const { data, view, names, t } = useReport()
  const advancing = view.rows.filter(({ team }) => team.standing === 'advances')
  const vacant = data.decision.vacancies ?? 0
  if (advancing.length + vacant === 0) return null
  return (
    <ol className="seats" aria-label={t('자리', 'Seats')}>
      {advancing.map(({ team, range }, i) => (
        <li key={team.id} className="seat">
          <span className="no">{i + 1}</span>
          <span>
            <b>{names.team(team.id)}</b>
            <span className="cap">
              {team.total !== null ? (
                <>
                  {points(team.total)}
                  {isSample(team, 'total') && <SampleMark />}
                </>
              ) : range === undefined ? (
                t('비공개', 'undisclosed')
              ) : (
                <SmallRange low={range.low} high={range.high} />
              )}
            </span>
          </span>
        </li>
      ))}
      {Array.from({ length: vacant }, (_, i) => (
        <li key={i} className="seat empty">
          <span className="no">{advancing.length + i + 1}</span>
          <span>
            <b>{t('결원', 'Vacant')}</b>
            <span className="cap small">{t('추가 공모로 채울 수 있습니다', 'may be filled by a call')}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}

const SmallRange = ({ low, high }: { low: number; high: number }) => {
  const { t } = useReport()
  return (
    <span className="hid">
      {t('비공개', 'undisclosed')} {points(low)}–{points(high)}
    </span>
  )
}
