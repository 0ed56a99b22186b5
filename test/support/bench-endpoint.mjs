#!/usr/bin/env node
// Deterministic OpenAI-compatible test endpoint: a tiny byte-level n-gram language model, trained at start on a text.
// Plain Node >= 20, no dependencies.
import http from 'node:http'
import fs from 'node:fs'
import path from 'node:path'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const argv = process.argv.slice(2)
const opt = (name, dflt) => {
  const i = argv.indexOf('--' + name)
  return i >= 0 ? argv[i + 1] : dflt
}
const PORT = Number(opt('port', process.env.PORT ?? 8099))
const HOST = opt('host', '127.0.0.1')
const CORPUS = opt('corpus', path.join(HERE, 'data', '_corpus', 'corpus.txt'))
const QUIET = argv.includes('--quiet')
const DEFAULT_FAULTS = opt('faults', '') // same syntax as a query string
const LOG = opt('log', '') ? fs.createWriteStream(opt('log'), { flags: 'w' }) : null // one JSON line per completion request

const EOT = 256,
  VOCAB = 257,
  EOT_TEXT = '<|endoftext|>'
const ORDER = 5 // static contexts of 0..4 bytes
const DYN = [1, 2, 3, 4, 6] // in-prompt (cache) context lengths, bytes
const DYN_W = 0.35,
  DYN_T = 1 // cache counts are worth DYN_W, back-off mass is (types + DYN_T)

// ---------------------------------------------------------------- static model (Witten-Bell)
function buildStatic(buf) {
  const n = buf.length
  const uni = new Float64Array(VOCAB).fill(1 / VOCAB)
  {
    // order 0
    const c = new Float64Array(256)
    for (let i = 0; i < n; i++) c[buf[i]]++
    let t = 0
    for (let b = 0; b < 256; b++) if (c[b]) t++
    for (let b = 0; b < VOCAB; b++) uni[b] = ((b < 256 ? c[b] : 0) + t * uni[b]) / (n + t)
  }
  const levels = []
  for (let k = 1; k < ORDER; k++) {
    const keys = new Float64Array(Math.max(0, n - k))
    for (let i = k; i < n; i++) {
      let ctx = 0
      for (let j = i - k; j < i; j++) ctx = ctx * 256 + buf[j]
      keys[i - k] = ctx * 256 + buf[i]
    }
    keys.sort()
    const index = new Map(),
      start = [],
      toks = [],
      cnts = [],
      tot = []
    let prevCtx = -1
    for (let i = 0; i < keys.length;) {
      let j = i
      while (j < keys.length && keys[j] === keys[i]) j++
      const ctx = Math.floor(keys[i] / 256),
        b = keys[i] - ctx * 256
      if (ctx !== prevCtx) {
        index.set(ctx | 0, start.length)
        start.push(toks.length)
        tot.push(0)
        prevCtx = ctx
      }
      toks.push(b)
      cnts.push(j - i)
      tot[tot.length - 1] += j - i
      i = j
    }
    start.push(toks.length)
    levels[k] = {
      index,
      start: Int32Array.from(start),
      toks: Uint8Array.from(toks),
      cnts: Float64Array.from(cnts),
      tot: Float64Array.from(tot),
    }
  }
  // dense rows for "no context" and each 1-byte context
  const rows = new Float64Array((256 + 1) * VOCAB),
    rowMax = new Int32Array(257)
  for (let r = 0; r <= 256; r++) {
    const o = r * VOCAB
    rows.set(uni, o)
    if (r < 256 && levels[1].index.has(r)) {
      const e = levels[1].index.get(r),
        L = levels[1],
        C = L.tot[e],
        T = L.start[e + 1] - L.start[e]
      for (let b = 0; b < VOCAB; b++) rows[o + b] = (T * rows[o + b]) / (C + T)
      for (let x = L.start[e]; x < L.start[e + 1]; x++) rows[o + L.toks[x]] += L.cnts[x] / (C + T)
    }
    let m = 0
    for (let b = 1; b < VOCAB; b++) if (rows[o + b] > rows[o + m]) m = b
    rowMax[r] = m
  }
  return { levels, rows, rowMax }
}

const t0 = Date.now()
const STATIC = buildStatic(fs.readFileSync(CORPUS))
if (!QUIET) console.error(`model ready in ${Date.now() - t0} ms`)

// Incremental scorer. `step()` computes the next-token distribution; `push(tok)` appends a token.
class Scorer {
  constructor(useCache) {
    this.useCache = useCache
    this.h = []
    this.run = 0 // run = tokens since start / last EOT
    this.q = new Float64Array(VOCAB)
    this.s = 1
    this.best = 0
    this.maps = useCache ? DYN.map(() => new Map()) : []
    this.entries = new Array(DYN.length).fill(null)
    this.keys = new Int32Array(DYN.length)
  }
  step() {
    const { h, q, run } = this,
      n = h.length,
      { levels, rows, rowMax } = STATIC
    const row = run >= 1 ? h[n - 1] : 256
    q.set(rows.subarray(row * VOCAB, row * VOCAB + VOCAB))
    let s = 1,
      best = rowMax[row],
      bv = q[best]
    const touch = (b, v) => {
      const x = (q[b] += v)
      if (x > bv || (x === bv && b < best)) {
        bv = x
        best = b
      }
    }
    for (let k = 2; k < ORDER && k <= run; k++) {
      let ctx = 0
      for (let j = n - k; j < n; j++) ctx = (ctx << 8) | h[j]
      const L = levels[k],
        e = L.index.get(ctx | 0)
      if (e === undefined) break
      const a = L.start[e],
        z = L.start[e + 1],
        T = z - a,
        C = L.tot[e]
      s *= T / (C + T)
      const f = 1 / ((C + T) * s)
      for (let x = a; x < z; x++) touch(L.toks[x], L.cnts[x] * f)
    }
    if (this.useCache) {
      for (let d = 0; d < DYN.length; d++) {
        const k = DYN[d]
        if (k > run) {
          this.entries[d] = null
          this.keys[d] = 0
          continue
        }
        let key
        if (k <= 4) {
          key = 0
          for (let j = n - k; j < n; j++) key = (key << 8) | h[j]
        } else {
          key = 0x811c9dc5 | 0
          for (let j = n - k; j < n; j++) key = Math.imul(key ^ h[j], 0x01000193)
        } // FNV-1a
        this.keys[d] = key
        const e = this.maps[d].get(key)
        this.entries[d] = e ?? undefined
        if (!e) continue
        const nt = e.t.length,
          T = nt + DYN_T,
          C = e.c * DYN_W
        s *= T / (C + T)
        const f = DYN_W / ((C + T) * s)
        for (let x = 0; x < nt; x++) touch(e.t[x], e.n[x] * f)
      }
    }
    this.s = s
    this.best = best
  }
  lp(b) {
    return Math.log(this.s * this.q[b])
  }
  push(b, learn = true) {
    if (b === EOT) {
      this.h.push(b)
      this.run = 0
      return
    }
    if (this.useCache && learn) {
      for (let d = 0; d < DYN.length; d++) {
        if (DYN[d] > this.run) continue
        let e = this.entries[d]
        if (e === undefined) {
          e = { c: 0, t: [], n: [] }
          this.maps[d].set(this.keys[d], e)
        }
        const x = e.t.indexOf(b)
        if (x >= 0) e.n[x]++
        else {
          e.t.push(b)
          e.n.push(1)
        }
        e.c++
      }
    }
    this.h.push(b)
    this.run++
  }
}

// ---------------------------------------------------------------- tokens <-> text
const enc = new TextEncoder(),
  dec = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
function encode(text) {
  const out = []
  const parts = text.split(EOT_TEXT)
  parts.forEach((p, i) => {
    if (i) out.push(EOT)
    for (const b of enc.encode(p)) out.push(b)
  })
  return out
}
function decode(tokens) {
  let s = '',
    run = []
  const flush = () => {
    if (run.length) {
      s += dec.decode(Uint8Array.from(run))
      run = []
    }
  }
  for (const t of tokens)
    if (t === EOT) {
      flush()
      s += EOT_TEXT
    } else run.push(t)
  flush()
  return s
}
const TOKSTR = Array.from({ length: VOCAB }, (_, b) =>
  b === EOT ? EOT_TEXT : b < 128 ? String.fromCharCode(b) : 'bytes:\\x' + b.toString(16),
)
// text offset of each token, in Unicode code points; every byte of one character has the character's offset
function offsets(tokens, base = 0) {
  const out = new Array(tokens.length)
  let pos = base,
    cur = base
  for (let i = 0; i < tokens.length; i++) {
    const b = tokens[i]
    if (b === EOT) {
      cur = pos
      out[i] = cur
      pos = cur + EOT_TEXT.length
    } else if (b >= 0x80 && b < 0xc0) out[i] = Math.max(base, pos - 1)
    else {
      out[i] = pos
      pos += 1
    }
  }
  return { out, end: pos }
}

// ---------------------------------------------------------------- sampling
function rng32(seed) {
  // mulberry32
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
const fnv = (s) => {
  let h = 0x811c9dc5 | 0
  for (let i = 0; i < s.length; i++) h = Math.imul(h ^ s.charCodeAt(i), 0x01000193)
  return h >>> 0
}
// UTF-8 validity: pend = [bytes still needed, lowest next, highest next]
function utf8Allowed(st, b) {
  return b === EOT ? st[0] === 0 : st[0] ? b >= st[1] && b <= st[2] : b < 0x80 || (b >= 0xc2 && b <= 0xf4)
}
function utf8Next(st, b) {
  if (b === EOT) return [0, 0, 0]
  if (st[0]) return [st[0] - 1, 0x80, 0xbf]
  if (b < 0x80) return [0, 0, 0]
  if (b < 0xe0) return [1, 0x80, 0xbf]
  if (b < 0xf0) return [2, b === 0xe0 ? 0xa0 : 0x80, b === 0xed ? 0x9f : 0xbf]
  return [3, b === 0xf0 ? 0x90 : 0x80, b === 0xf4 ? 0x8f : 0xbf]
}
function pick(sc, st, temperature, topP, rnd) {
  if (!(temperature > 0)) {
    if (utf8Allowed(st, sc.best)) return sc.best
    let m = -1
    for (let b = 0; b < VOCAB; b++) if (utf8Allowed(st, b) && (m < 0 || sc.q[b] > sc.q[m])) m = b
    return m
  }
  let ids = [],
    w = [],
    tot = 0
  for (let b = 0; b < VOCAB; b++)
    if (utf8Allowed(st, b)) {
      const x = Math.pow(sc.s * sc.q[b], 1 / temperature)
      ids.push(b)
      w.push(x)
      tot += x
    }
  if (topP < 1) {
    const ord = ids.map((_, i) => i).sort((a, b) => w[b] - w[a] || ids[a] - ids[b])
    const keep = new Set()
    let acc = 0
    for (const i of ord) {
      keep.add(i)
      acc += w[i]
      if (acc >= topP * tot) break
    }
    const a = [],
      c = []
    ids.forEach((id, i) => {
      if (keep.has(i)) {
        a.push(id)
        c.push(w[i])
      }
    })
    ids = a
    w = c
    tot = c.reduce((x, y) => x + y, 0)
  }
  let u = rnd() * tot
  for (let i = 0; i < ids.length; i++) {
    u -= w[i]
    if (u < 0) return ids[i]
  }
  return ids[ids.length - 1]
}
function topN(sc, n, tok) {
  const o = {}
  if (n === 1) o[TOKSTR[sc.best]] = sc.lp(sc.best)
  else if (n > 1)
    [...sc.q.keys()]
      .sort((a, b) => sc.q[b] - sc.q[a] || a - b)
      .slice(0, n)
      .forEach((b) => {
        o[TOKSTR[b]] = sc.lp(b)
      })
  if (!(TOKSTR[tok] in o)) o[TOKSTR[tok]] = sc.lp(tok)
  return o
}

// one completion; returns { text, tokens, lps, tops, finish }
function complete(prompt, p, wantLp) {
  const sc = new Scorer(!/static/.test(p.model ?? ''))
  const toks = [],
    lps = [],
    tops = []
  const nTop = p.logprobs ?? 0
  for (let i = 0; i < prompt.length; i++) {
    const t = prompt[i]
    const needLp = wantLp && p.echo
    sc.step() // also locates the cache entries push() updates
    if (needLp) {
      toks.push(t)
      lps.push(i === 0 ? null : sc.lp(t))
      tops.push(i === 0 ? null : topN(sc, nTop, t))
    }
    sc.push(t)
  }
  const gen = []
  let st = [0, 0, 0],
    finish = 'length',
    cut = -1
  const stops = p.stop.map((x) => encode(x)).filter((x) => x.length)
  const rnd = rng32(p.seed)
  while (gen.length < p.max_tokens) {
    sc.step()
    const b = pick(sc, st, p.temperature, p.top_p, rnd)
    if (b === EOT) {
      finish = 'stop'
      break
    }
    gen.push(b)
    if (wantLp) {
      toks.push(b)
      lps.push(sc.lp(b))
      tops.push(topN(sc, nTop, b))
    }
    sc.push(b, false)
    st = utf8Next(st, b) // generated tokens do not enter the cache
    for (const s of stops)
      if (gen.length >= s.length && s.every((x, j) => gen[gen.length - s.length + j] === x)) {
        const c = gen.length - s.length
        if (cut < 0 || c < cut) cut = c
      }
    if (cut >= 0) {
      finish = 'stop'
      break
    }
  }
  let g = cut >= 0 ? gen.slice(0, cut) : gen
  if (wantLp && cut >= 0) {
    const k = gen.length - cut
    toks.length -= k
    lps.length -= k
    tops.length -= k
  }
  let text = g // drop an unfinished final character from the text (not from the token list)
  if (st[0] && cut < 0) {
    let k = text.length
    while (k > 0 && text[k - 1] >= 0x80 && text[k - 1] < 0xc0) k--
    text = text.slice(0, Math.max(0, k - 1))
  }
  return { text: decode(text), tokens: toks, lps, tops, finish, nGen: gen.length }
}

// ---------------------------------------------------------------- faults and counters
const counters = new Map() // request-body hash -> attempts seen;  'salt:'+hash -> repeats seen
const stats = { requests: 0, ok: 0, faults: {}, tokens_in: 0, tokens_out: 0, in_flight: 0, max_in_flight: 0 }
// identity of a request's input: first 16 hex of sha256(prompt string | compact JSON of token ids or prompt list | compact JSON of [[role, content], ...])
export const inputKey = (body) => {
  const v = body.messages
    ? JSON.stringify(body.messages.map((m) => [m.role, m.content]))
    : typeof body.prompt === 'string'
      ? body.prompt
      : JSON.stringify(body.prompt)
  return createHash('sha256')
    .update(v ?? '')
    .digest('hex')
    .slice(0, 16)
}
function bump(k) {
  const v = counters.get(k) ?? 0
  counters.set(k, v + 1)
  return v
}

function readParams(body, chat) {
  const stop = body.stop == null ? [] : Array.isArray(body.stop) ? body.stop : [body.stop]
  const num = (x, d) => (typeof x === 'number' && Number.isFinite(x) ? x : d)
  return {
    model: String(body.model ?? ''),
    stop,
    echo: !!body.echo,
    n: Math.max(1, num(body.n, 1)),
    max_tokens: Math.max(0, num(body.max_tokens ?? body.max_completion_tokens, chat ? 256 : 16)),
    temperature: num(body.temperature, 1),
    top_p: num(body.top_p, 1),
    seed: num(body.seed, 0),
    logprobs: chat
      ? body.logprobs
        ? num(body.top_logprobs, 0)
        : null
      : body.logprobs === true
        ? 1
        : (body.logprobs ?? null),
  }
}
export function renderChat(messages) {
  let s = ''
  for (const m of messages) {
    const c = Array.isArray(m.content) ? m.content.map((x) => x.text ?? '').join('') : String(m.content ?? '')
    s += `<${m.role}>\n${c}\n`
  }
  return s + '<assistant>\n'
}
const send = (res, code, obj, headers = {}) => {
  const s = typeof obj === 'string' ? obj : JSON.stringify(obj)
  res.writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(s), ...headers })
  res.end(s)
}
const fail = (res, code, message, type = 'invalid_request_error', headers) =>
  send(res, code, { error: { message, type, code } }, headers)

const server = http.createServer((req, res) => {
  const chunks = []
  req.on('data', (c) => chunks.push(c))
  req.on('end', () => {
    try {
      handle(req, res, Buffer.concat(chunks).toString('utf8'))
    } catch (e) {
      fail(res, 500, String(e?.stack ?? e), 'server_error')
    }
  })
})
function handle(req, res, raw) {
  const url = new URL(req.url, 'http://x')
  const q = url.searchParams
  for (const [k, v] of new URLSearchParams(DEFAULT_FAULTS)) if (!q.has(k)) q.set(k, v)
  const p = url.pathname
  if (req.method === 'GET') {
    if (p === '/v1/models')
      return send(res, 200, {
        object: 'list',
        data: ['ngram5-cache', 'ngram5-static'].map((id) => ({ id, object: 'model', created: 0, owned_by: 'test' })),
      })
    if (p === '/tokenizer_info')
      return send(res, 200, {
        tokenizer_class: 'ByteLevel',
        eos_token: EOT_TEXT,
        bos_token: EOT_TEXT,
        pad_token: EOT_TEXT,
        vocab_size: VOCAB,
        chat_template:
          "{% for m in messages %}<{{m['role']}}>\n{{m['content']}}\n{% endfor %}{% if add_generation_prompt %}<assistant>\n{% endif %}",
      })
    if (p === '/admin/stats') return send(res, 200, stats)
    if (p === '/health' || p === '/') return send(res, 200, { ok: true })
    return fail(res, 404, 'not found')
  }
  if (p === '/admin/reset') {
    counters.clear()
    stats.requests = stats.ok = stats.tokens_in = stats.tokens_out = stats.max_in_flight = 0
    stats.faults = {}
    return send(res, 200, { ok: true })
  }
  let body
  try {
    body = JSON.parse(raw)
  } catch {
    return fail(res, 400, 'body is not JSON')
  }
  if (p === '/tokenize') {
    const tokens = encode(String(body.prompt ?? ''))
    return send(res, 200, { tokens, count: tokens.length, max_model_len: 1 << 20 })
  }
  if (p === '/detokenize') return send(res, 200, { prompt: decode(body.tokens ?? []) })
  if (p === '/admin/noop') return send(res, 200, { ok: true })
  const chat = p === '/v1/chat/completions'
  if (!chat && p !== '/v1/completions') return fail(res, 404, 'not found')
  stats.requests++
  stats.max_in_flight = Math.max(stats.max_in_flight, ++stats.in_flight)
  res.on('close', () => {
    stats.in_flight--
  })
  if (LOG) {
    const { prompt, messages, ...rest } = body
    const n = stats.requests
    res.on('close', () =>
      LOG.write(
        JSON.stringify({
          n,
          path: p,
          key: inputKey(body),
          rest,
          status: res.writableFinished ? res.statusCode : 0,
          fault: res.fault ?? null,
        }) + '\n',
      ),
    )
  }

  // fault injection: decided by (fault_seed, body, attempt number of this body), so it does not depend on arrival order
  const rate = Number(q.get('fault_rate') ?? 0)
  let truncate = false
  if (rate > 0) {
    const h = fnv(raw),
      attempt = bump(`f:${q.get('fault_seed') ?? 0}:${h}`)
    const r = rng32(
      (h ^ Math.imul(Number(q.get('fault_seed') ?? 0) + 1, 0x9e3779b1) ^ Math.imul(attempt + 1, 0x85ebca6b)) >>> 0,
    )
    const max = Number(q.get('fault_max') ?? Infinity) // at most this many faults per distinct body
    if (attempt < max && r() < rate) {
      const kinds = (q.get('fault_kinds') ?? '429,500,slow,truncate,reset').split(',')
      const kind = kinds[Math.floor(r() * kinds.length)]
      stats.faults[kind] = (stats.faults[kind] ?? 0) + 1
      res.fault = kind
      if (kind === '429')
        return fail(res, 429, 'rate limited (injected)', 'rate_limit_error', {
          'retry-after': q.get('retry_after') ?? '1',
        })
      if (/^[45]\d\d$/.test(kind)) return fail(res, Number(kind), 'injected fault', 'server_error')
      if (kind === 'reset') return void req.socket.resetAndDestroy()
      if (kind === 'hang') return // never answers
      if (kind === 'slow') {
        const ms = Number(q.get('slow_ms') ?? 2000)
        return void setTimeout(() => answer(chat, p, body, q, raw, res, false), ms)
      }
      if (kind === 'truncate') truncate = true
    }
  }
  const delay = Number(q.get('delay_ms') ?? 0)
  if (delay > 0) return void setTimeout(() => answer(chat, p, body, q, raw, res, truncate), delay)
  answer(chat, p, body, q, raw, res, truncate)
}
function answer(chat, p, body, q, raw, res, truncate) {
  const P = readParams(body, chat)
  let prompts
  if (chat) {
    if (!Array.isArray(body.messages) || !body.messages.length) return fail(res, 400, 'messages required')
    prompts = [encode(renderChat(body.messages))]
  } else {
    const pr = body.prompt ?? EOT_TEXT
    if (typeof pr === 'string') prompts = [encode(pr)]
    else if (Array.isArray(pr) && pr.every((x) => Number.isInteger(x))) prompts = [pr]
    else if (Array.isArray(pr)) prompts = pr.map((x) => (typeof x === 'string' ? encode(x) : x))
    else return fail(res, 400, 'bad prompt')
    for (const x of prompts)
      for (const t of x) if (!(t >= 0 && t < VOCAB)) return fail(res, 400, `token out of range: ${t}`)
  }
  const wantLp = P.logprobs != null
  if (q.get('repeat_salt')) P.seed = (P.seed + Math.imul(bump('s:' + fnv(raw)), 0x9e3779b1)) >>> 0 // k-th identical request gets its own seed
  const choices = []
  let nin = 0,
    nout = 0
  prompts.forEach((prompt, pi) => {
    nin += prompt.length
    for (let k = 0; k < P.n; k++) {
      const r = complete(prompt, { ...P, seed: (P.seed + Math.imul(k, 0x632be59b)) >>> 0 }, wantLp)
      nout += r.nGen
      const index = pi * P.n + k
      if (chat) {
        choices.push({
          index,
          message: { role: 'assistant', content: r.text },
          finish_reason: r.finish,
          logprobs: wantLp
            ? {
                content: r.tokens.map((t, i) => ({
                  token: TOKSTR[t],
                  logprob: r.lps[i],
                  bytes: t < 256 ? [t] : [],
                  top_logprobs: Object.entries(r.tops[i])
                    .slice(0, P.logprobs)
                    .map(([token, logprob]) => ({ token, logprob })),
                })),
              }
            : null,
        })
      } else {
        const echoText = P.echo ? decode(prompt) : ''
        choices.push({
          index,
          text: echoText + r.text,
          finish_reason: r.finish,
          logprobs: wantLp
            ? {
                tokens: r.tokens.map((t) => TOKSTR[t]),
                token_logprobs: r.lps,
                top_logprobs: r.tops,
                text_offset: offsets(r.tokens).out,
              }
            : null,
        })
      }
    }
  })
  stats.ok++
  stats.tokens_in += nin
  stats.tokens_out += nout
  const usage = { prompt_tokens: nin, completion_tokens: nout, total_tokens: nin + nout }
  const out = {
    id: 'cmpl-' + fnv(raw).toString(16),
    object: chat ? 'chat.completion' : 'text_completion',
    created: 0,
    model: P.model,
    choices,
    usage,
  }
  if (body.stream) {
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const c of choices) {
      const text = chat ? c.message.content : c.text
      const cps = [...text]
      for (let i = 0; i < cps.length; i += 4) {
        const part = cps.slice(i, i + 4).join('')
        res.write(
          'data: ' +
            JSON.stringify({
              id: out.id,
              object: chat ? 'chat.completion.chunk' : out.object,
              created: 0,
              model: P.model,
              choices: [
                chat
                  ? { index: c.index, delta: { content: part }, finish_reason: null }
                  : { index: c.index, text: part, finish_reason: null, logprobs: null },
              ],
            }) +
            '\n\n',
        )
      }
      res.write(
        'data: ' +
          JSON.stringify({
            id: out.id,
            object: chat ? 'chat.completion.chunk' : out.object,
            created: 0,
            model: P.model,
            choices: [
              chat
                ? { index: c.index, delta: {}, finish_reason: c.finish_reason }
                : { index: c.index, text: '', finish_reason: c.finish_reason, logprobs: null },
            ],
          }) +
          '\n\n',
      )
    }
    return void res.end('data: [DONE]\n\n')
  }
  const s = JSON.stringify(out)
  if (truncate) {
    // a 200 whose JSON stops half-way, with a matching content-length
    const half = Buffer.from(s).subarray(0, Math.floor(Buffer.byteLength(s) / 2))
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': half.length })
    return void res.end(half)
  }
  send(res, 200, s)
}
server.keepAliveTimeout = 30000
server.listen({ port: PORT, host: HOST, backlog: 1024 }, () => {
  if (!QUIET) console.error(`listening on http://${HOST}:${PORT}`)
})
for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => process.exit(0))
