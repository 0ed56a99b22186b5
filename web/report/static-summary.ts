import type { ReportData } from './data.ts'
import { points } from './formats.ts'
import { namesIn, roundView } from './round-view.ts'
import { roundReasons, roundSentence } from './sentence.ts'
import { gateStates, marked, standings } from './terms.ts'

/** The result without scripts: notice, sentence, reasons and the table of points, gates and standings. */
export const staticSummary = (data: ReportData): string => {
  const { lang } = data
  const t = (ko: string, en: string): string => (lang === 'ko' ? ko : en)
  const names = namesIn(data, lang)
  const view = roundView(data)
  const row = (cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`
  const head = [
    t('순위', 'Rank'),
    t('정예팀', 'Team'),
    ...view.topParts.map(({ path }) => names.part(path)),
    t('총점', 'Total'),
    t('적격 요건', 'Gates'),
    t('결과', 'Standing'),
  ]
  const hidden = t('비공개', 'undisclosed')
  const figure = (value: number | null | undefined): string => (typeof value === 'number' ? points(value) : hidden)
  const rows = view.rows.map(({ team, range }) =>
    row([
      String(team.rank ?? '–'),
      names.team(team.id),
      ...view.topParts.map(({ path }) => figure(team.parts[path])),
      team.total === null && range !== undefined
        ? `${hidden} ${points(range.low)}–${points(range.high)}`
        : figure(team.total),
      team.gates.map(({ id, state }) => `${names.gate(id)}: ${marked(gateStates, state)[lang]}`).join(', '),
      team.standing === null ? t('미정', 'open') : marked(standings, team.standing)[lang],
    ]),
  )
  const notice = data.rules.notice === undefined ? '' : `<p>${escape(data.rules.notice[lang])}</p>`
  return `<noscript><main class="wrap view">${notice}<h1>${escape(roundSentence(data, lang))}</h1><p class="lede">${escape(roundReasons(data, lang))}</p><div class="card scroll"><table><thead><tr>${head.map((cell) => `<th>${escape(cell)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div><p>${t('전체 보고서는 스크립트가 켜진 브라우저에서 열립니다. 검증:', 'The whole report opens in a browser that runs scripts. To verify:')} <code>assay verify BUNDLE</code></p></main></noscript>`
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
