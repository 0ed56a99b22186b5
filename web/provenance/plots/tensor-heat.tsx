import { useState, type KeyboardEvent } from 'react'
import { useWords } from '../../shell/language.tsx'
import { Figure } from '../components/figure.tsx'
import { effectGrid, type Grid, STEPS } from '../effect-grid.ts'
import { decimal, median, tensorRole, type ToldComponent } from '../room.ts'
import { type Cursor, HeatCells, NullRanges } from './heat-cells.tsx'
import { PlotKey } from './plot-key.tsx'

/** Layer × tensor beside the control on one scale of five steps, whose first is what independent models give. */
export const TensorHeat = ({
  component,
  controls,
  names,
  file,
}: {
  component: ToldComponent
  /** the same component of control models against the same reference */
  controls: readonly ToldComponent[]
  names: { readonly reference: string }
  file: string
}) => {
  const { lang, t } = useWords()
  const grid = effectGrid(component)
  const [cursor, setCursor] = useState<Cursor>(() => firstCell(grid))
  if (grid.rows.length === 0) return null
  const control = controlGrid(grid, controls)
  const place = (column: number | undefined): string =>
    column === undefined ? t('층 밖', 'outside the layers') : t(`${column}층`, `layer ${column}`)
  const row = grid.rows[Math.min(cursor.row, grid.rows.length - 1)]
  const at = Math.min(cursor.column, grid.columns.length - 1)
  const read = (shown: Grid, name: string): string => {
    const cosine = shown.rows.find(({ role }) => role === row?.role)?.cosines[at]
    return cosine === undefined ? '' : `${name} ${decimal(cosine, 3)}`
  }
  const band = row?.underIndependence
  const readings = [
    `${place(grid.columns[at])} · ${row === undefined ? '' : tensorRole(row.role, lang)}`,
    read(grid, t('코사인', 'cosine')) || t('없음', 'none'),
    control === undefined ? '' : read(control, t('대조', 'control')),
    band === undefined
      ? t('독립 모형의 범위를 모름', 'null unknown')
      : t(`독립 모형 ${range(band.cosine)}`, `independent ${range(band.cosine)}`),
  ].filter((text) => text !== '')
  const move = (event: KeyboardEvent): void => {
    const step = ARROWS[event.key]
    if (step === undefined) return
    event.preventDefault()
    setCursor({
      row: Math.max(0, Math.min(grid.rows.length - 1, cursor.row + step.row)),
      column: Math.max(0, Math.min(grid.columns.length - 1, cursor.column + step.column)),
    })
  }
  return (
    <Figure
      title={t('층마다, 텐서마다: 코사인', 'Layer by layer, tensor by tensor: cosine')}
      text={t(
        '한 칸은 한 층의 텐서 하나이고, 행은 저장된 순서대로 놓았습니다. 첫 단계의 색은 독립 모형이 그 텐서에서 내는 범위 안이라는 뜻입니다. 벡터(정규화, 편향)는 어느 모형이나 닮기 쉬우므로 따로 둡니다. ‘–’는 층 밖의 텐서입니다.',
        'One cell is one tensor of one layer, with its rows as they stand. The first step of colour means: inside of what independent models give for that tensor. Vectors (norms, biases) tend to be alike in any two models, so they stand apart. A dash marks tensors outside of the layers.',
      )}
      file={file}
      table={{
        head: [
          t('텐서', 'Tensor'),
          t('층', 'Layer'),
          t('코사인', 'Cosine'),
          t('독립 모형, 최소', 'Independent, least'),
          t('독립 모형, 최대', 'Independent, most'),
          t('대조 모형 수', 'Control models'),
        ],
        rows: grid.rows.flatMap(({ role, cosines, underIndependence }) =>
          cosines.flatMap((cosine, i) =>
            cosine === undefined
              ? []
              : [
                  [
                    tensorRole(role, lang),
                    grid.columns[i] ?? '–',
                    round(cosine),
                    underIndependence?.cosine.low,
                    underIndependence?.cosine.high,
                    underIndependence?.controls,
                  ],
                ],
          ),
        ),
      }}
      note={t('코사인은 효과 크기이며 근거가 아닙니다.', 'Cosines are effect sizes, never evidence.')}
    >
      <HeatKey />
      <div
        className="heats"
        tabIndex={0}
        role="group"
        aria-label={t(
          '층과 텐서의 지도. 화살표 키로 칸을 옮기면 값을 읽습니다.',
          'Map of layers and tensors. Arrow keys move from cell to cell and read its value.',
        )}
        onKeyDown={move}
      >
        <HeatCells
          grid={grid}
          cursor={cursor}
          onPoint={setCursor}
          title={t(`${names.reference} 모형과 비교`, `Against ${names.reference}`)}
        />
        {control === undefined ? (
          <NullRanges rows={grid.rows} title={t('대조: 독립 모형의 범위', 'Control: range of independent models')} />
        ) : (
          <HeatCells
            grid={control}
            cursor={cursor}
            onPoint={setCursor}
            title={t(
              `대조: 독립 모형 ${controls.length}개`,
              `Control: ${controls.length} independent ${controls.length === 1 ? 'model' : 'models'}`,
            )}
          />
        )}
      </div>
      <p className="readout cap" role="status">
        {readings.join(' · ')}
      </p>
    </Figure>
  )
}

/** The first cell that holds a figure. */
const firstCell = ({ rows }: Grid): Cursor => ({
  row: 0,
  column: Math.max(0, rows[0]?.cosines.findIndex((cosine) => cosine !== undefined) ?? 0),
})

const ARROWS: Readonly<Record<string, Cursor>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000
const range = ({ low, high }: { low: number; high: number }): string => `${decimal(low, 3)} … ${decimal(high, 3)}`

/** The control's cells in the places of the comparison's own; the median where there are several control models. */
const controlGrid = (grid: Grid, controls: readonly ToldComponent[]): Grid | undefined => {
  const grids = controls.map(effectGrid).filter(({ rows }) => rows.length > 0)
  if (grids.length === 0) return undefined
  const cosineAt = (role: string, column: number | undefined): number | undefined => {
    const found = grids.flatMap(
      ({ columns, rows }) => rows.find((row) => row.role === role)?.cosines[columns.indexOf(column)] ?? [],
    )
    return found.length === 0 ? undefined : median(found)
  }
  return {
    ...grid,
    rows: grid.rows.map((row) => ({ ...row, cosines: grid.columns.map((column) => cosineAt(row.role, column)) })),
  }
}

const HeatKey = () => {
  const { t } = useWords()
  const steps = [
    t('독립 모형의 범위 안', 'as independent models'),
    ...STEPS.map((limit) => t(`${limit} 아래`, `below ${limit}`)),
    t('1까지', 'to 1'),
  ]
  return (
    <PlotKey
      entries={steps.map((name, i) => ({
        name,
        sign: <rect width="26" height="12" rx="2" fill={`var(--heat-${i})`} />,
      }))}
    />
  )
}
