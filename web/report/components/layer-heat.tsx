import type { HeatRow } from '../comparison.ts'
import { useReport } from '../context.tsx'
import { probability } from '../formats.ts'
import { partKind } from '../terms.ts'

/** log10 p below which the next step of colour begins; a part is carried from the first on. */
const STEPS = [-6, -20, -60, -150]

const stepOf = (log10P: number): number => STEPS.filter((limit) => log10P < limit).length

/** Which parts are shared, and with which of the reference: one cell a part, from the null's grey to evidence. */
export const LayerHeat = ({ rows, name }: { rows: readonly HeatRow[]; name: string }) => {
  const { lang, t } = useReport()
  return (
    <div className="layers">
      <h4>{t('층마다, 부분마다', 'Layer by layer, part by part')}</h4>
      <ul className="key heatkey">
        <li>
          <span className="heatcell" style={{ background: 'var(--heat-0)' }} />{' '}
          {t('독립 모형과 다르지 않음', 'as independent models')}
        </li>
        {STEPS.map((limit, i) => (
          <li key={limit}>
            <span className="heatcell" style={{ background: `var(--heat-${i + 1})` }} /> p {probability(limit)}
          </li>
        ))}
      </ul>
      <div className="scroll" tabIndex={0} role="group" aria-label={t(`층 지도: ${name}`, `Layer map: ${name}`)}>
        <table className="heat">
          <tbody>
            {rows.map(({ kind, cells }) => (
              <tr key={kind}>
                <th scope="row">{partKind(kind, lang)}</th>
                {cells.map((cell) => {
                  const other =
                    cell.partner !== null && cell.partner !== cell.part ? cell.partner.split(' ')[1] : undefined
                  const place = cell.part.split(' ')[1] ?? ''
                  const label = `${cell.part}: p ${probability(cell.log10P)}${cell.carried ? t(`, 기준 모형의 ${cell.partner}`, `, ${cell.partner} of the reference`) : ''}`
                  return (
                    <td key={cell.part}>
                      <span
                        className="heatcell"
                        style={{ background: `var(--heat-${stepOf(cell.log10P)})` }}
                        title={label}
                      >
                        <span className="vh">{label}</span>
                      </span>
                      <span className="t11" aria-hidden="true">
                        {place}
                        {cell.carried && other !== undefined && `→${other}`}
                      </span>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
