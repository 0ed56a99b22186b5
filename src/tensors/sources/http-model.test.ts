import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { AssayError } from '#base'
import { bytesSource, encodeHeader, readRows, readTensor, tensorsErrors, type TensorSource } from '#tensors'
import { hubSettingsIn, openHttpModel, openHubModel, openModel } from '#tensors/sources'
import type { HttpSettings } from './http-client.ts'
import { type Fault, type FileServer, startFileServer, type Wrong } from './file-server.fixture.ts'

const SHARDED = 'test/golden/safetensors/sharded'
const BASE = 'test/zoo/base-a'

let server: FileServer | undefined
const started = async (folder: string, fault?: Fault, at = '/m/'): Promise<FileServer> => {
  server = await startFileServer(fault)
  for (const name of readdirSync(folder)) server.files.set(at + name, readFileSync(join(folder, name)))
  return server
}
afterEach(async () => {
  await server?.close()
  server = undefined
})

const QUICK: HttpSettings = { backoffMs: 1, timeoutMs: 300 }

const sameAs = async (source: TensorSource, local: TensorSource): Promise<void> => {
  expect([...source.tensors]).toEqual([...local.tensors])
  expect(source.config).toEqual(local.config)
  for (const name of local.tensors.keys()) {
    const whole = (model: TensorSource) => readTensor(model, name, { maxBytes: 1e7 })
    expect(Buffer.compare(Buffer.from((await whole(source)).buffer), Buffer.from((await whole(local)).buffer))).toBe(0)
  }
  await Promise.all([source.close(), local.close()])
}

const refusalOf = async (opened: Promise<TensorSource>): Promise<AssayError> => {
  try {
    const source = await opened
    try {
      for (const name of source.tensors.keys()) await readTensor(source, name, { maxBytes: 1e7 })
    } finally {
      await source.close()
    }
  } catch (error) {
    const { code, facts } = error as AssayError
    const { en, ko } = tensorsErrors[code as keyof typeof tensorsErrors]
    for (const [, fact = ''] of `${en} ${ko}`.matchAll(/\{(\w+)\}/g)) expect(Object.keys(facts)).toContain(fact)
    return error as AssayError
  }
  throw new Error('was read')
}

describe('a model on a server', () => {
  it('is the same as on the disk: a folder with one file', async () => {
    const { url } = await started(BASE)
    await sameAs(await openHttpModel(`${url}/m/`), await openModel(BASE))
  })

  it('is the same as on the disk: a folder of shards, and its index by itself', async () => {
    const { url } = await started(SHARDED)
    await sameAs(await openHttpModel(`${url}/m/`), await openModel(SHARDED))
    const index = 'model.safetensors.index.json'
    await sameAs(await openHttpModel(`${url}/m/${index}`), await openModel(join(SHARDED, index)))
  })

  it('is opened by headers, and read by the ranges that are asked for', async () => {
    const { url, asked } = await started(BASE)
    const source = await openHttpModel(`${url}/m/model.safetensors`)
    expect(source.label).toBe('model.safetensors')
    expect(source.bytesRead()).toBe(0)
    expect(asked.filter(({ path }) => path.endsWith('.safetensors'))).toHaveLength(3)
    const [local, from] = [await openModel(BASE), asked.length]
    const rows = await readRows(source, 'model.embed_tokens.weight', { from: 8, to: 16 })
    expect(rows).toEqual(await readRows(local, 'model.embed_tokens.weight', { from: 8, to: 16 }))
    expect(asked.slice(from)).toHaveLength(1)
    expect(source.bytesRead()).toBe(8 * 128 * 2)
    await Promise.all([source.close(), local.close()])
  })

  it('is read in pieces where much is asked for at once', async () => {
    const { url, files, asked } = await started(BASE)
    const shape = [20, 2 ** 20]
    const data = Buffer.from(Uint32Array.from({ length: 5 * 2 ** 20 }, (_, i) => i * 2_654_435_761).buffer)
    files.set('/m/large.safetensors', Buffer.concat([encodeHeader([{ name: 'a', dtype: 'U8', shape }]), data]))
    const source = await openHttpModel(`${url}/m/large.safetensors`)
    const into = new Uint8Array(data.length)
    const from = asked.length
    await source.readBytes('a', 0, into)
    expect(Buffer.compare(into, data)).toBe(0)
    expect(asked.slice(from)).toHaveLength(3)
    await source.close()
  })

  it('is read by no more requests at a time than allowed', async () => {
    const running = await startFileServer(undefined, 3)
    server = running
    running.files.set('/m/model.safetensors', readFileSync(join(BASE, 'model.safetensors')))
    const source = await openHttpModel(`${running.url}/m/`, { concurrency: 3 })
    const names = [...source.tensors.keys()].slice(0, 12)
    await Promise.all(names.map((name) => readTensor(source, name, { maxBytes: 1e7 })))
    expect(running.mostAtOnce()).toBe(3)
    await source.close()
  })

  it('rejects what is read after it is closed', async () => {
    const { url } = await started(BASE)
    const source = await openHttpModel(`${url}/m/`)
    await source.close()
    await expect(readRows(source, 'model.norm.weight', { from: 0, to: 1 })).rejects.toMatchObject({
      code: 'tensors/closed',
    })
  })
})

describe('what passes is tried again', () => {
  it.each([
    ['an error of the server', { kind: 'status', status: 500 }],
    ['a server that is busy', { kind: 'status', status: 503 }],
    ['a connection that breaks', { kind: 'reset' }],
    ['an answer that is cut off', { kind: 'cut', after: 5 }],
    ['an answer that ends too soon', { kind: 'short', after: 5 }],
    ['a server that says nothing', { kind: 'silent' }],
  ] as [string, Wrong][])('%s', async (_, wrong) => {
    const { url } = await started(BASE, ({ place }) =>
      place === 1 || (place === 4 && wrong.kind !== 'silent') ? wrong : undefined,
    )
    const source = await openHttpModel(`${url}/m/model.safetensors`, { ...QUICK, concurrency: 1 })
    const local = await openModel(BASE)
    for (const name of ['model.norm.weight', 'lm_head.weight', 'model.layers.0.mlp.up_proj.weight']) {
      const whole = (model: TensorSource) => readTensor(model, name, { maxBytes: 1e7 })
      expect(await whole(source)).toEqual(await whole(local))
    }
    await Promise.all([source.close(), local.close()])
  })

  it('no sooner than the server says', async () => {
    const times: number[] = []
    const { url } = await started(BASE, ({ path }) => {
      if (!path.endsWith('.safetensors')) return undefined
      times.push(performance.now())
      return times.length === 1 ? { kind: 'status', status: 429, headers: { 'retry-after': '1' } } : undefined
    })
    const source = await openHttpModel(`${url}/m/model.safetensors`, QUICK)
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990)
    await source.close()
  })

  it.each([
    ['503', { kind: 'status', status: 503 }],
    ['no answer in time', { kind: 'silent' }],
    ['cut off', { kind: 'cut', after: 20 }],
  ] as [string, Wrong][])('and given up in the end: %s', async (reason, wrong) => {
    const { url } = await started(BASE, ({ path }) => (path.endsWith('.safetensors') ? wrong : undefined))
    const opened = openHttpModel(`${url}/m/model.safetensors`, {
      backoffMs: 1,
      timeoutMs: 60,
      attempts: wrong.kind === 'silent' ? 1 : 2,
    })
    expect(await refusalOf(opened)).toMatchObject({
      code: 'tensors/http-unreachable',
      facts: { where: `${url}/m/model.safetensors`, ...(reason === 'cut off' ? {} : { reason }) },
    })
  })

  it('and not for longer than the model is open', async () => {
    const asked = Promise.withResolvers<void>()
    const { url } = await started(BASE, ({ place }) => {
      if (place < 5) return undefined
      asked.resolve()
      return { kind: 'status', status: 503, headers: { 'retry-after': '50' } }
    })
    const source = await openHttpModel(`${url}/m/`)
    const reading = expect(readRows(source, 'model.norm.weight', { from: 0, to: 1 })).rejects
    await asked.promise
    await source.close()
    await reading.toMatchObject({ code: 'tensors/closed' })
  })

  it('a server that is not there', async () => {
    const { url, close } = await started(BASE)
    await close()
    const opened = openHttpModel(`${url}/m/`, { ...QUICK, attempts: 2 })
    expect(await refusalOf(opened)).toMatchObject({
      code: 'tensors/http-unreachable',
      facts: { reason: 'ECONNREFUSED' },
    })
  })
})

describe('a server is refused', () => {
  it('that gives no ranges', async () => {
    const { url } = await started(BASE, ({ path }) =>
      path.endsWith('.safetensors') ? { kind: 'whole-file' } : undefined,
    )
    expect(await refusalOf(openHttpModel(`${url}/m/`))).toMatchObject({ code: 'tensors/http-no-ranges' })
  })

  it.each([
    [{ 'content-encoding': 'gzip' }],
    [{ 'content-range': 'bytes 0-63/*' }],
    [{ 'content-range': 'bytes 1-64/1000' }],
    [{ 'content-range': 'bytes 0-62/1000' }],
    [{ 'content-range': 'bytes 0-63/9' }],
    [{ 'content-type': 'multipart/byteranges', 'content-range': '' }],
  ])('whose ranges are not what was asked: %o', async (headers) => {
    const { url } = await started(BASE, ({ path }) =>
      path.endsWith('.safetensors') ? { kind: 'headers', headers } : undefined,
    )
    expect(await refusalOf(openHttpModel(`${url}/m/`))).toMatchObject({ code: 'tensors/http-malformed' })
  })

  it.each([401, 403])('that answers %i', async (status) => {
    const { url } = await started(BASE, () => ({ kind: 'status', status }))
    expect(await refusalOf(openHttpModel(`${url}/m/?token=secret`))).toMatchObject({
      code: 'tensors/http-refused',
      facts: { status },
    })
  })

  it('whose file changes while it is read', async () => {
    const { url, files } = await started(BASE)
    const source = await openHttpModel(`${url}/m/model.safetensors`)
    const bytes = files.get('/m/model.safetensors') as Uint8Array
    files.set('/m/model.safetensors', bytes.with(9, 7))
    await expect(readRows(source, 'lm_head.weight', { from: 0, to: 1 })).rejects.toMatchObject({
      code: 'tensors/changed-on-server',
    })
    await source.close()
  })

  it.each([1000, 20_000])('whose file shrinks to %i bytes while it is read', async (size) => {
    const { url, files } = await started(BASE)
    const source = await openHttpModel(`${url}/m/model.safetensors`)
    files.set('/m/model.safetensors', (files.get('/m/model.safetensors') as Uint8Array).subarray(0, size))
    await expect(readTensor(source, 'lm_head.weight', { maxBytes: 1e7 })).rejects.toMatchObject({
      code: 'tensors/changed-on-server',
    })
    await source.close()
  })

  it.each([
    ['an empty file', new Uint8Array(), 'tensors/empty-file'],
    ['a page of text', new TextEncoder().encode(`<!doctype html>${' '.repeat(100)}`), 'tensors/not-safetensors'],
    ['a file of a few bytes', Uint8Array.of(1, 2, 3), 'tensors/header-beyond-file'],
  ])('whose model is %s', async (_, bytes, code) => {
    const { url, files } = await started(BASE)
    files.set('/m/model.safetensors', bytes)
    expect(await refusalOf(openHttpModel(`${url}/m/`))).toMatchObject({ code })
  })

  it('that has no model, two, or a shard too few', async () => {
    const { url, files } = await started(SHARDED)
    expect(await refusalOf(openHttpModel(`${url}/n/`))).toMatchObject({ code: 'tensors/no-weights' })
    expect(await refusalOf(openHttpModel(`${url}/m/absent.safetensors`))).toMatchObject({ code: 'tensors/not-found' })
    files.delete('/m/model-00002-of-00004.safetensors')
    expect(await refusalOf(openHttpModel(`${url}/m/`))).toMatchObject({
      code: 'tensors/missing-shard',
      facts: { shard: 'model-00002-of-00004.safetensors' },
    })
    files.set('/m/model.safetensors', readFileSync(join(BASE, 'model.safetensors')))
    expect(await refusalOf(openHttpModel(`${url}/m/`))).toMatchObject({ code: 'tensors/ambiguous-weights' })
  })

  it.each(['', 'ftp://example.org/model.safetensors', 'file:///etc/passwd', 'org/name'])(
    'whose address is none: %s',
    async (address) => {
      expect(await refusalOf(openHttpModel(address))).toMatchObject({ code: 'tensors/http-address' })
    },
  )
})

describe('a model on a hub', () => {
  const hub = (fault?: Fault) => started(SHARDED, fault, '/org/name/resolve/main/')

  it('is read by the layout of the hub', async () => {
    const { url, asked } = await hub()
    const source = await openHubModel('org/name', { endpoint: `${url}/`, token: 'hf_secret' })
    expect(source.label).toBe('org/name')
    expect(asked.every(({ authorization }) => authorization === 'Bearer hf_secret')).toBe(true)
    await sameAs(source, await openModel(SHARDED))
  })

  it('is the one that the environment names', async () => {
    const { url } = await hub()
    const settings = hubSettingsIn({ HF_ENDPOINT: url, HF_TOKEN: '' })
    expect(settings).toEqual({ endpoint: url, token: undefined })
    await (await openHubModel('org/name', settings)).close()
  })

  it('is read at a revision', async () => {
    const { url } = await started(SHARDED, undefined, '/org/name/resolve/refs%2Fpr%2F1/')
    await sameAs(await openHubModel('org/name@refs/pr/1', { endpoint: url }), await openModel(SHARDED))
  })

  it('is followed to where the hub keeps its files, without the token, and once more when that place lapses', async () => {
    const store = await startFileServer(({ place }) => (place === 4 ? { kind: 'status', status: 403 } : undefined))
    const { url, asked } = await hub(({ path }) =>
      path.includes('0000')
        ? { kind: 'status', status: 302, headers: { location: `${store.url}${path}?signature=secret` } }
        : undefined,
    )
    for (const name of readdirSync(SHARDED)) {
      store.files.set(`/org/name/resolve/main/${name}`, readFileSync(join(SHARDED, name)))
    }
    await sameAs(await openHubModel('org/name', { endpoint: url, token: 'hf_secret' }), await openModel(SHARDED))
    expect(store.asked.length).toBeGreaterThan(12)
    expect(store.asked.every(({ authorization }) => authorization === undefined)).toBe(true)
    expect(asked.filter(({ path }) => path.includes('0000'))).toHaveLength(5) // four shards, and one of them again
    await store.close()
  })

  it.each([
    ['round and round', '/m/model.safetensors'],
    ['to a file', 'file:///etc/passwd'],
    ['nowhere', undefined],
  ])('is not followed %s', async (_, location) => {
    const { url } = await hub(() => ({
      kind: 'status',
      status: 302,
      headers: location === undefined ? {} : { location },
    }))
    expect(await refusalOf(openHubModel('org/name', { endpoint: url }))).toMatchObject({
      code: 'tensors/http-redirect',
    })
  })

  it('is refused without a word of the token', async () => {
    const { url } = await hub(() => ({ kind: 'status', status: 401 }))
    const refusal = await refusalOf(openHubModel('org/name', { endpoint: url, token: 'hf_secret' }))
    expect(refusal.code).toBe('tensors/http-refused')
    expect(`${refusal.message}${JSON.stringify(refusal.facts)}${refusal.stack}`).not.toContain('hf_secret')
  })

  it.each(['name', 'a/b/c', '../name', 'org/..', 'org/name@..', 'org/na me', 'org/name@a?b'])(
    'is refused for a name that is none: %s',
    async (name) => {
      expect(await refusalOf(openHubModel(name))).toMatchObject({ code: 'tensors/hub-name' })
    },
  )
})

it('reads a signed address of a single file, and shows no word of the signature', async () => {
  const path = 'test/golden/safetensors/all-dtypes.safetensors'
  const { url, files, asked } = await started(BASE)
  files.set('/bucket/model.safetensors', readFileSync(path))
  const source = await openHttpModel(`${url}/bucket/model.safetensors?X-Amz-Signature=secret`)
  expect(asked.every((request) => request.path.endsWith('?X-Amz-Signature=secret'))).toBe(true)
  await sameAs(source, bytesSource(readFileSync(path), 'memory'))
  files.delete('/bucket/model.safetensors')
  const refusal = await refusalOf(openHttpModel(`${url}/bucket/model.safetensors?X-Amz-Signature=secret`))
  expect(JSON.stringify(refusal.facts)).not.toContain('secret')
})
