import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildReportTemplate, renderReport } from './build.ts'
import type { ReportData } from './data.ts'
import { VIEWS } from './place.ts'
import { fourTeams } from './samples/four-teams.ts'
import { koreanRecord } from './samples/korean-record.ts'

const WAIT_MS = 60_000

let folder: string
let browser: Browser
const pages = { korea: '', four: '', hostile: '' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-report-'))
  const template = await buildReportTemplate({ cacheFolder: folder })
  for (const [name, data] of [
    ['korea', koreanRecord],
    ['four', fourTeams],
    ['hostile', hostile],
  ] as const) {
    pages[name] = join(folder, `${name}.html`)
    await writeFile(pages[name], await renderReport(template, data, { cacheFolder: folder }))
  }
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    // The package's flags are for one page in one process; several pages need a browser of the usual kind.
    args: chromium.args.filter((flag) => flag !== '--single-process' && flag !== '--no-zygote'),
  })
}, WAIT_MS)

afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true, force: true })
})

type Look = {
  readonly lang?: string
  readonly width?: number
  readonly scheme?: 'light' | 'dark'
  readonly at?: string
}

const open = async (
  file: string,
  { lang = 'en', width = 1440, scheme = 'light', at = '' }: Look = {},
): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(`${pathToFileURL(file).href}?lang=${lang}#${at}`)
  await page.locator('main').waitFor()
  return page
}

const hostile: ReportData = {
  ...fourTeams,
  rules: {
    ...fourTeams.rules,
    notice: {
      ko: '</script><script>document.title="꿰뚫림"</script>\u2028',
      en: '</script><img src=x onerror="document.title=1">$& <!--',
    },
  },
}

describe('the report', () => {
  it('opens with the sentence, the notice and the standings', async () => {
    const page = await open(pages.four)
    expect(await page.locator('h1').innerText()).toBe('Two of four teams advance, and one seat is left vacant')
    expect(await page.locator('.strip').innerText()).toContain('made by a script')
    const row = page.locator('table.main tbody tr', { hasText: 'Birch' })
    expect(await row.innerText()).toMatch(/82\.4[\s\S]*Not met[\s\S]*Removed: gate/)
    await page.context().close()
  })

  it('says undisclosed with its bounds, and never a zero', async () => {
    const page = await open(pages.korea)
    const row = page.locator('table.main tbody tr', { hasText: 'NC AI' })
    expect(await row.innerText()).toMatch(/undisclosed\s*37\.6–77\.0[\s\S]*Removed: points/)
    expect(await row.locator('svg').first().getAttribute('aria-label')).toBe('NC AI: total undisclosed, 37.6–77.0')
    await page.context().close()
  })

  it('asks nothing of the network', async () => {
    const page = await open(pages.four)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    for (const at of VIEWS) {
      await page.goto(`${pathToFileURL(pages.four).href}?lang=ko#${at}`)
      await page.reload()
      await page.locator('h1').waitFor()
    }
    expect(
      asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:') && !url.startsWith('blob:')),
    ).toEqual([])
    expect(asked.filter((url) => url.startsWith('file:') && !url.includes('four.html'))).toEqual([])
    await page.context().close()
  })

  it('changes its language without a reload and remembers it', async () => {
    const page = await open(pages.four, { lang: 'en' })
    await page.evaluate(() => Object.assign(window, { mark: 1 }))
    await page.getByRole('button', { name: '한국어' }).click()
    expect(await page.locator('h1').innerText()).toBe('네 팀 가운데 두 팀이 진출하고, 한 자리가 비었습니다')
    expect(await page.evaluate(() => [document.documentElement.lang, 'mark' in window])).toEqual(['ko', true])
    await page.reload()
    await page.locator('h1').waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('ko')
    await page.context().close()
  })

  it('leads by keyboard from a gate to its comparison, opened', async () => {
    const page = await open(pages.four)
    const link = page.locator('table.main a', { hasText: 'partial' })
    await link.focus()
    await page.keyboard.press('Enter')
    const pair = page.locator('#provenance-birch-open-vlm')
    await pair.locator('blockquote', { hasText: 'The vision encoder of Birch shares trained weights' }).waitFor()
    expect(await pair.innerText()).toContain('256 / 256')
    await page.context().close()
  })

  it('opens a piece of evidence whose printed text has the printed digest', async () => {
    const page = await open(pages.four)
    await page.locator('table.main a', { hasText: /^E-/ }).first().click()
    const piece = page.locator('details[open]')
    const [digest, text] = await Promise.all([piece.locator('code.hex').innerText(), piece.locator('pre').innerText()])
    const hashed = await page.evaluate(async (written) => {
      const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(written)))
      return `sha256:${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
    }, text)
    expect(hashed).toBe(digest)
    await page.context().close()
  })

  it('shows hostile text as text', async () => {
    const page = await open(pages.hostile)
    expect(await page.locator('.strip').innerText()).toContain('</script><img src=x onerror="document.title=1">$& <!--')
    expect(await page.title()).toContain('Two of four teams advance')
    await page.getByRole('button', { name: '한국어' }).click()
    expect(await page.title()).toContain('네 팀 가운데 두 팀이')
    await page.context().close()
  })

  it('prints every view, one after the other, on white', async () => {
    const page = await open(pages.four, { scheme: 'dark' })
    await page.emulateMedia({ media: 'print' })
    await page.locator('h1').nth(4).waitFor()
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(16, 22, 29)')
    await page.context().close()
  })

  it('gives the result without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(pathToFileURL(pages.korea).href)
    const text = await page.locator('body').innerText()
    expect(text).toContain('다섯 팀 가운데 세 팀이 진출하고, 한 자리가 비었습니다')
    expect(text).toMatch(/NC AI[\s\S]*비공개 37\.6–77\.0/)
    await context.close()
  })

  it('hands out its points as CSV', async () => {
    const page = await open(pages.four)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ])
    const stream = await download.createReadStream()
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    const [head, first] = Buffer.concat(chunks).toString('utf8').split('\r\n')
    expect(head).toBe(
      '\uFEFFrank,team,name,model,benchmark,benchmark/comprehension,benchmark/problems,benchmark/writing,expert,user,total,total_low,total_high,gate:from-scratch,gate:licence,standing',
    )
    expect(first).toBe(
      '1,birch,Birch,birch-vision-1,32.7,11.3,12,9.4,29.1,20.6,82.4,80.7,84.4,not-met,met,removed: gate',
    )
    await page.context().close()
  })
})

describe('accessibility', () => {
  // Every pair of language, scheme and width stands in one of the four: an axe run takes seconds.
  const looks = [
    { lang: 'ko', scheme: 'light', width: 1440 },
    { lang: 'ko', scheme: 'dark', width: 360 },
    { lang: 'en', scheme: 'dark', width: 1440 },
    { lang: 'en', scheme: 'light', width: 360 },
  ] as const

  it.each(looks)(
    'axe finds nothing: $lang, $scheme, $width px',
    async ({ lang, scheme, width }) => {
      const page = await open(pages.four, { lang, scheme, width })
      for (const view of VIEWS) {
        await page.goto(`${pathToFileURL(pages.four).href}?lang=${lang}#${view}`)
        await page.locator(`nav a[href="#${view}"][aria-current=page]`).waitFor()
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
        expect(
          violations.map(
            ({ id, nodes }) => `${view}: ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
          ),
        ).toEqual([])
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
          `${view} is wider than its window`,
        ).toBeLessThanOrEqual(0)
      }
      await page.context().close()
    },
    WAIT_MS,
  )
})
