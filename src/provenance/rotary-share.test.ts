import { describe, expect, it } from 'vitest'
import { rotatesInPart } from './rotary-share.ts'

describe('rotary positions', () => {
  it.each([
    { what: 'a share below one', config: { partial_rotary_factor: 0.5 }, inPart: true },
    { what: 'a share under a part of the model', config: { text_config: { rotary_pct: 0.25 } }, inPart: true },
    { what: 'a number of dimensions', config: { rotary_dim: 64 }, inPart: true },
    { what: 'a share of one', config: { partial_rotary_factor: 1 }, inPart: false },
    { what: 'nothing', config: { head_dim: 128 }, inPart: false },
    { what: 'no configuration', config: undefined, inPart: false },
  ])('turn a part of each head: $inPart, where the configuration says $what', ({ config, inPart }) => {
    expect(rotatesInPart(config)).toBe(inPart)
  })
})
