import { describe, expect, it } from 'vitest'
import { assayJson, scratch, startAssay } from '../support/assay.ts'

describe('assay serve', () => {
  it('says on an empty page what to do, and serves a bundle and nothing else once there is one', async () => {
    await using home = await scratch()
    const served = startAssay(['serve', '--home', home.path, '--port', '0'])
    let heard = ''
    served.child.stdout?.on('data', (text: string) => (heard += text))
    await served.says(/Serving http/)
    const url = /Serving (\S+)/.exec(heard)?.[1] ?? ''
    expect(await (await fetch(url)).text()).toContain('assay run PROGRAMME')

    const { json } = await assayJson<{ bundle: string }>(['run', 'programmes/sovereign-ai-2026', '--home', home.path])
    const name = json.bundle.split('/').at(-1) ?? ''
    expect(await (await fetch(url)).text()).toContain(`/rounds/${name}/`)
    const report = await fetch(`${url}rounds/${name}/`)
    expect(report.headers.get('content-type')).toContain('text/html')
    expect(await report.text()).toContain('LG AI Research')
    expect((await fetch(`${url}rounds/${name}/decision.json`)).status).toBe(200)
    for (const path of [`rounds/${name}/..%2f..%2fkeys`, 'rounds/../keys/', `rounds/${name}/nothing.json`, 'keys']) {
      expect((await fetch(url + path)).status).toBe(404)
    }
    served.child.kill('SIGINT')
    expect((await served.ended).code).toBe(0)
  })
})
