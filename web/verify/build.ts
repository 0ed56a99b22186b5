import { fileURLToPath } from 'node:url'
import { buildTemplate } from '../template/build-template.ts'
import { embeddable, fill } from '../template/fill-template.ts'
import { fontFaces } from '../template/font-faces.ts'
import { carriedText } from './carried-bundle.ts'

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The page is made of these: its own, the report's styles and signs, and the rooms that verify. */
const FOLDERS = [
  { folder: folder('.'), except: /^build\.ts$/ },
  { folder: folder('../report/'), except: /^(?:build|static-summary)\.ts$|^views\// },
  { folder: folder('../shell/') },
  { folder: folder('../provenance/'), except: /^(?!room\.ts$)/ }, // words and figures, by way of the report's
  { folder: folder('../../src/provenance/'), except: /^(?!pictures-)/ },
  { folder: folder('../../src/base/') },
  { folder: folder('../../src/ledger/'), except: /^shelves\// },
  { folder: folder('../../src/programme/') },
  { folder: folder('../../src/office/verify/') },
]

/** The verifier's page with no bundle in it yet; see `buildTemplate`. */
export const buildVerifyTemplate = ({ cacheFolder }: { readonly cacheFolder: string }): Promise<string> =>
  buildTemplate({ name: 'verify', root: folder('.'), folders: FOLDERS }, cacheFolder)

/**
 * The verifier's page with the bundle that it lies in.
 *
 * @param bundle.key the public key that the manifest names
 * @param bundle.files by path: all but the manifest, its signature and the pages
 * @param bundle.lang the language that the page opens in
 */
export const renderVerifyPage = async (
  template: string,
  bundle: { readonly key: string; readonly files: ReadonlyMap<string, Uint8Array>; readonly lang: 'ko' | 'en' },
  { cacheFolder }: { readonly cacheFolder: string },
): Promise<string> => {
  const { title, unscripted } = WITHOUT_SCRIPTS[bundle.lang]
  return fill(template, [
    [/<html lang="[a-z]*"/, `<html lang="${bundle.lang}"`],
    [/<title>[^<]*<\/title>/, `<title>${title} · Assay</title>`],
    ['<!--verify:fonts-->', `<style>${await fontFaces(template, cacheFolder)}</style>`],
    [
      '<!--verify:unscripted-->',
      `<noscript><main class="wrap view"><h1>${title}</h1><p class="lede">${unscripted} <code>assay verify BUNDLE</code></p></main></noscript>`,
    ],
    ['/*verify:carried*/', embeddable(carriedText(bundle))],
  ])
}

const WITHOUT_SCRIPTS = {
  ko: {
    title: '공개 묶음 직접 검증하기',
    unscripted: '이 화면은 스크립트가 켜진 브라우저에서 묶음을 검증합니다. 명령으로도 검증할 수 있습니다:',
  },
  en: {
    title: 'Check the bundle yourself',
    unscripted: 'This page verifies its bundle in a browser that runs scripts. A command does the same:',
  },
} as const
