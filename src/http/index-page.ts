import { html, raw } from 'hono/html'

export type PublishedRound = {
  readonly bundle: string
  readonly programme: { readonly ko: string; readonly en: string }
  readonly round: string
  readonly status: string
}

/** The first page of an office: its published rounds, or what to do when there is none yet. */
export const indexPage = (rounds: readonly PublishedRound[], lang: 'ko' | 'en') => {
  const t = (ko: string, en: string): string => (lang === 'ko' ? ko : en)
  const rows = rounds.map(
    (round) =>
      html`<li>
        <a href="/rounds/${round.bundle}/?lang=${lang}">${round.programme[lang]} · ${round.round}</a>
        <span>${round.status === 'decided' ? t('결정됨', 'decided') : t('결정 전', 'not decided')}</span>
      </li>`,
  )
  const empty = html`<p>
    ${t('아직 공개된 평가가 없습니다.', 'Nothing is published yet.')}
    <code>assay run PROGRAMME</code
    >${t('을 실행하면 결과가 여기에 나옵니다.', ' evaluates a round; its result will stand here.')}
  </p>`
  return html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Assay</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <h1>${t('평가 결과', 'Results')}</h1>
          ${
            rounds.length === 0
              ? empty
              : html`<ul>
                  ${rows}
                </ul>`
          }
          <p>
            <a href="?lang=${lang === 'ko' ? 'en' : 'ko'}" lang="${lang === 'ko' ? 'en' : 'ko'}"
              >${lang === 'ko' ? 'English' : '한국어'}</a
            >
          </p>
        </main>
      </body>
    </html>`
}

const STYLE = `
:root{color-scheme:light dark;--ink:light-dark(#10161d,#e9eef3);--canvas:light-dark(#f3f5f7,#0b0f14);--paper:light-dark(#fff,#12181f);--link:light-dark(#3741ac,#a4aeff);--ink2:light-dark(#414c58,#b7c2cd);--rule:light-dark(#d9dfe6,#28323d)}
body{margin:0;background:var(--canvas);color:var(--ink);font:17px/1.6 Pretendard,-apple-system,"Segoe UI","Noto Sans KR",sans-serif}
main{max-width:40rem;margin:3rem auto;padding:0 1rem}h1{font-size:2.125rem;line-height:1.22;letter-spacing:-.022em}
ul{list-style:none;padding:0}li{background:var(--paper);border:1px solid var(--rule);border-radius:6px;padding:1rem;margin:.5rem 0;display:flex;justify-content:space-between;gap:1rem}
a{color:var(--link)}span{color:var(--ink2)}:focus-visible{outline:3px solid #1746ff;outline-offset:2px}`
