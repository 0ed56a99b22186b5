import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay, type Ended, root, scratch } from '../support/assay.ts'

/** One clear line on stderr, nothing on stdout, exit 2 or 3. */
const expectRefusal = ({ code, stdout, stderr }: Ended, line: RegExp): void => {
  expect([2, 3]).toContain(code)
  expect(stdout).toBe('')
  const last = stderr.trimEnd().split('\n').at(-1) ?? ''
  expect(last).toMatch(/^assay: /)
  expect(last).toMatch(line)
  expect(last).not.toMatch(/Internal error|\{\w+\}/)
}

const REFERENCE = 'test/zoo/base-a'

describe('hostile weights', () => {
  it.each([
    ['zero bytes', 'empty-file', /empty/i],
    ['a truncated file', 'truncated-data', /truncated|beyond|end/i],
    ['overlapping tensors', 'overlap-partial', /overlap/i],
    ['a header that claims 100 MB and more', 'header-length-cap', /header/i],
    ['a shape that does not give its bytes', 'size-mismatch-long', /bytes/i],
    ['a pickle', 'pickle-magic', /header|safetensors|pickle/i],
  ])('refuses %s', async (_what, name, line) => {
    expectRefusal(await assay(['compare', `test/golden/safetensors/hostile/${name}.safetensors`, REFERENCE]), line)
  })

  it('names the shard that is missing', async () => {
    expectRefusal(
      await assay(['compare', 'test/golden/safetensors/hostile/index-missing-shard', REFERENCE]),
      /model-0000\d-of-0000\d\.safetensors/,
    )
  })

  it('names the tensor that holds NaN', async () => {
    await using folder = await scratch()
    await cp(join(root, 'test/zoo/base-b'), folder.path, { recursive: true })
    const file = join(folder.path, 'model.safetensors')
    const bytes = await readFile(file)
    const header = 8 + Number(bytes.readBigUInt64LE(0))
    bytes.writeUInt16LE(0x7fc0, header + 100)
    await writeFile(file, bytes)
    expectRefusal(await assay(['compare', folder.path, REFERENCE]), /lm_head\.weight|embed_tokens/)
  })
})

describe('hostile programmes', () => {
  const changed = async (change: (yaml: string) => string): Promise<Ended> => {
    await using folder = await scratch()
    const yaml = await readFile(join(root, 'programmes/sample/programme.yaml'), 'utf8')
    await writeFile(join(folder.path, 'programme.yaml'), change(yaml))
    await mkdir(join(folder.path, 'evidence'))
    return await assay(['decide', folder.path, join(folder.path, 'evidence')])
  }
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n`

  it.each([
    ['an unknown key', (yaml: string) => `${yaml}\nbonus: 5\n`, /bonus/],
    ['a duplicate key', (yaml: string) => `${yaml}\nwinners: 3\n`, /winners|unique|twice|duplicate/i],
    ['anchors that explode', () => bomb, /alias/i],
    [
      'parts that do not add up',
      (yaml: string) => yaml.replace('points: 15, measure: bench.problems', 'points: 14, measure: bench.problems'),
      /rounds.0.parts.0.points: is 40/,
    ],
  ])('refuses %s', async (_what, change, line) => {
    expectRefusal(await changed(change), line)
  })

  it('refuses evidence that is not what its name says', async () => {
    await using folder = await scratch()
    await writeFile(
      join(folder.path, `${'0'.repeat(64)}.json`),
      '{"kind":"x","subject":{},"method":{"name":"a","version":"1","parameters":{}},"inputs":[],"result":1}',
    )
    expectRefusal(await assay(['decide', 'programmes/sample', folder.path]), /does not hold the evidence of its name/)
  })
})

describe('hostile tables', () => {
  it.each([
    ['wrong columns', 'team,judge,criterion,mark\na,b,c,1\n', /reviewer/],
    ['a mark out of range', 'team,reviewer,criterion,mark\na,r1,c,101\n', /101/],
    ['a comma for a point', 'team,reviewer,criterion,mark\na,r1,c,"87,5"\n', /87,5/],
    [
      'an encoding that is not UTF-8',
      Buffer.from('team,reviewer,criterion,mark\n\xb0\xa1,r1,c,1\n', 'latin1'),
      /UTF-8/,
    ],
    ['nothing', '', /row|column|empty/i],
  ])('refuses %s', async (_what, text, line) => {
    await using folder = await scratch()
    const file = join(folder.path, 'scores.csv')
    await writeFile(file, text)
    expectRefusal(await assay(['panel', 'score', file]), line)
  })
})

describe('endpoints that fail', () => {
  const serving = async (listener: RequestListener): Promise<{ readonly url: string; readonly server: Server }> => {
    const server = createServer(listener)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/completions`, server }
  }
  const run = (url: string) =>
    assay([
      'bench',
      'run',
      'programmes/sample/tasks/comprehension.yaml',
      '--endpoint',
      url,
      '--model',
      'm',
      '--limit',
      '2',
    ])

  it('says that nothing answers', async () => {
    const { url, server } = await serving((_request, response) => response.end())
    server.close()
    expectRefusal(await run(url), /127\.0\.0\.1/)
  })

  it.each([
    ['answers that are not JSON', 'hello', /JSON/],
    ['answers of another shape', '{"hello":1}', /choices|answer|shape/i],
    [
      'log-probabilities left out in silence',
      JSON.stringify({ choices: [{ index: 0, text: 'x', finish_reason: 'length', logprobs: null }] }),
      /log-?prob/i,
    ],
  ])('refuses %s', async (_what, body, line) => {
    const { url, server } = await serving((_request, response) =>
      response.setHeader('content-type', 'application/json').end(body),
    )
    try {
      expectRefusal(await run(url), line)
    } finally {
      server.close()
    }
  })

  it('refuses an endpoint that gives 0 for every token, instead of scoring it at chance', async () => {
    const { url, server } = await serving((request, response) => {
      let text = ''
      request.on('data', (piece: Buffer) => (text += piece.toString()))
      request.on('end', () => {
        const { prompt } = JSON.parse(text) as { prompt: string }
        const tokens = [...Array.from(prompt), ' ']
        const token_logprobs = tokens.map((_, i) => (i === 0 ? null : 0))
        const logprobs = { tokens, token_logprobs, text_offset: tokens.map((_, i) => i), top_logprobs: null }
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ choices: [{ index: 0, text: `${prompt} `, finish_reason: 'length', logprobs }] }))
      })
    })
    try {
      expectRefusal(await run(url), /log-probabilities.*0 throughout/)
    } finally {
      server.close()
    }
  })

  it('refuses a task that runs a function of its own', async () => {
    await using folder = await scratch()
    const yaml = await readFile(join(root, 'programmes/sample/tasks/comprehension.yaml'), 'utf8')
    await cp(join(root, 'programmes/sample/tasks/data'), join(folder.path, 'data'), { recursive: true })
    await writeFile(
      join(folder.path, 'task.yaml'),
      yaml.replace('doc_to_text: context', 'doc_to_text: !function attack.run'),
    )
    expectRefusal(
      await assay([
        'bench',
        'run',
        join(folder.path, 'task.yaml'),
        '--endpoint',
        'http://127.0.0.1:9/v1/completions',
        '--model',
        'm',
      ]),
      /attack\.run/,
    )
  })
})

describe('hostile bundles and offices', () => {
  it('answers «no» to a folder that is no bundle, and exit 2 to none at all', async () => {
    await using folder = await scratch()
    const empty = await assay(['verify', folder.path])
    expect(empty.code).toBe(1)
    expect(empty.stdout).toMatch(/NOT VERIFIED/)
    expectRefusal(await assay(['verify', join(folder.path, 'nowhere')]), /nowhere/)
  })

  it('refuses weights that were changed after the reference was sealed', async () => {
    await using folder = await scratch()
    await cp(join(root, 'programmes/sample'), folder.path, { recursive: true })
    await truncate(join(folder.path, 'references/open-vlm/config.json'), 10)
    expectRefusal(await assay(['run', folder.path, '--home', join(folder.path, 'home')]), /open-vlm/)
  })

  it('refuses a home that it cannot make', async () => {
    await using folder = await scratch()
    await writeFile(join(folder.path, 'file'), '')
    expectRefusal(
      await assay(['run', 'programmes/sovereign-ai-2026', '--home', join(folder.path, 'file/home')]),
      /file/,
    )
    await rm(join(folder.path, 'file'))
  })

  it.runIf(process.platform === 'linux')('refuses a home on a file system that takes no folders', async () => {
    expectRefusal(await assay(['run', 'programmes/sovereign-ai-2026', '--home', '/proc/assay']), /\/proc\/assay/)
  })

  it('says which database cannot be reached, without its password', async () => {
    await using folder = await scratch()
    const ended = await assay(['run', 'programmes/sovereign-ai-2026', '--home', folder.path], {
      DATABASE_URL: 'postgres://office:hunter2@127.0.0.1:9/office',
    })
    expectRefusal(ended, /127\.0\.0\.1/)
    expect(ended.stderr).not.toContain('hunter2')
  })
})
