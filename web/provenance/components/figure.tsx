import { useRef, type ReactNode } from 'react'
import { csv } from '../../report/components/csv.ts'
import { Download } from '../../report/components/downloads.tsx'
import { useWords } from '../../shell/language.tsx'
import { svgFile } from '../svg-file.ts'
import { Fold } from './fold.tsx'

export type Cell = string | number | null | undefined

/** The figures that a plot was drawn from. */
export type PlotTable = { readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] }

type Props = {
  readonly title: string
  /** how to read it, and what the null is */
  readonly text: ReactNode
  /** what its files are called, without an ending */
  readonly file: string
  readonly table: PlotTable
  readonly note?: ReactNode
  readonly children: ReactNode
}

/** A plot with its name, the way to read it, the table behind it, and both as files. */
export const Figure = ({ title, text, file, table, note, children }: Props) => {
  const { t } = useWords()
  const plots = useRef<HTMLDivElement>(null)
  const drawn = (): string => (plots.current === null ? '' : svgFile(plots.current, title))
  return (
    <figure className="figure">
      <h4>{title}</h4>
      <p className="cap figtext">{text}</p>
      <div ref={plots}>{children}</div>
      <figcaption className="figfoot">
        {note !== undefined && <span>{note}</span>}
        <Download name={`${file}.svg`} type="image/svg+xml" make={drawn}>
          SVG
        </Download>
        <Download name={`${file}.csv`} type="text/csv" make={() => csv([table.head, ...table.rows])}>
          CSV
        </Download>
        <Fold
          className="behind"
          summary={
            <>
              {t('표로 보기', 'As a table')}
              <span className="vh">: {title}</span>
            </>
          }
        >
          <div className="scroll" tabIndex={0} role="group" aria-label={t(`표: ${title}`, `Table: ${title}`)}>
            <table className="plain">
              <thead>
                <tr>
                  {table.head.map((cell) => (
                    <th key={cell} className={isNumeric(table, cell) ? 'num' : undefined}>
                      {cell}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map((row, i) => (
                  <tr key={`${i} ${row[0]}`}>
                    {row.map((cell, k) => (
                      <td key={table.head[k]} className={typeof cell === 'number' ? 'num' : undefined}>
                        {typeof cell === 'number' ? String(cell).replace('-', '−') : (cell ?? '–')}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Fold>
      </figcaption>
    </figure>
  )
}

const isNumeric = ({ head, rows }: PlotTable, name: string): boolean =>
  rows.some((row) => typeof row[head.indexOf(name)] === 'number')
