import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fontFaces } from '../template/font-faces.ts'
import { buildReportTemplate, renderReport } from './build.ts'
import { csv } from './components/csv.ts'
import { decimal, points, probability } from './formats.ts'
import { fourTeams } from './samples/four-teams.ts'
import { pointsFigure } from './points-figure.ts'
import { namesIn, roundView } from './round-view.ts'
import { koreanRecord } from './samples/korean-record.ts'

let cacheFolder: string
let template: string

beforeAll(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'assay-template-'))
  template = await buildReportTemplate({ cacheFolder })
}, 60_000)
afterAll(() => rm(cacheFolder, { recursive: true, force: true }))

describe('the template', () => {
  it('is built once for the same sources', async () => {
    const [name = ''] = (await readdir(cacheFolder)).filter((file) => file.endsWith('.html'))
    const before = (await stat(join(cacheFolder, name))).mtimeMs
    expect(await buildReportTemplate({ cacheFolder })).toBe(template)
    expect((await stat(join(cacheFolder, name))).mtimeMs).toBe(before)
  })
  it('refers to no other file and no address', () => {
    const markup = template.replace(/(<script[^>]*>).*?<\/script>/gs, '$1') // what scripts ask for, a browser test watches
    expect(markup).not.toMatch(/(?:src|href)="(?!#|data:)[^"]*"/)
    expect(markup).not.toMatch(/@import|url\((?!data:|#)/)
  })
})

describe('a rendered report', () => {
  it('stays below 1 MB', async () => {
    expect((await renderReport(template, fourTeams, { cacheFolder })).length).toBeLessThan(1_000_000)
  })
  it('keeps its data whatever stands in it', async () => {
    const text = '</script><!-- \u2028 $& $1'
    const page = await renderReport(template, { ...fourTeams, published: text }, { cacheFolder })
    const json = /id="report-data">(.*?)<\/script>/s.exec(page)?.[1] ?? ''
    expect(json).not.toContain('\u2028')
    expect((JSON.parse(json) as { published: string }).published).toBe(text)
  })
  it('is in the language that it was made for', async () => {
    const page = await renderReport(template, koreanRecord, { cacheFolder })
    expect(page).toContain('<html lang="ko"')
    expect(page).toContain('<title>다섯 팀 가운데 세 팀이 진출하고, 한 자리가 비었습니다 · Assay</title>')
  })
  it('refuses data that it cannot show', async () => {
    const wrong = { ...fourTeams, decision: { ...fourTeams.decision, status: 'maybe' } } as unknown as typeof fourTeams
    await expect(renderReport(template, wrong, { cacheFolder })).rejects.toThrow(/status/)
  })
})

describe('the figure to take away', () => {
  it('stands alone, with the cut, the standings and hatching for what is undisclosed', () => {
    const svg = pointsFigure(roundView(koreanRecord), namesIn(koreanRecord, 'en'), (_, en) => en)
    expect(svg).toContain('Cut ≤ 77.0')
    expect(svg.match(/fill="url\(#hatch\)"/g)).toHaveLength(4)
    expect(svg.match(/>Advances</g)).toHaveLength(3)
    expect(svg).not.toContain('var(')
  })
})

describe('figures', () => {
  it('print an upper bound of a probability that still holds', () => {
    expect([-505.7, -13.6, -2, 0].map(probability)).toEqual(['< 10⁻⁵⁰⁵', '< 10⁻¹³', '≤ 0.010', '1'])
  })
  it('print points with one decimal, or two where they have two', () => {
    expect([90.2, 25, 28.56, 74.075].map(points)).toEqual(['90.2', '25.0', '28.56', '74.08'])
    expect(decimal(-0.0004, 3)).toBe('0.000')
  })
  it('never start a formula in a spreadsheet', () => {
    expect(csv([['=1+1', 'a"b', -1.5, null]])).toBe('\uFEFF\'=1+1,"a""b",-1.5,\r\n')
  })
})

it('takes only the letters of the font that a text needs', async () => {
  const few = await fontFaces('한 Latin', cacheFolder)
  const more = await fontFaces('한글과 라틴 문자, Latin and more', cacheFolder)
  expect(few).toMatch(/^@font-face\{.*woff2/)
  expect(few.length).toBeLessThan(more.length)
  expect(more.length).toBeLessThan(40_000)
  expect(await fontFaces('', cacheFolder)).toBe('')
})
