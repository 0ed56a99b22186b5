import { expect, it } from 'vitest'
import { seeded } from '#numeric'
import type { Architecture } from '../architectures.ts'
import { partTests } from '../family-tests.ts'
import type { ChannelBlock, Prepared } from '../prepared.ts'
import { toUnitRows, type UnitRows } from '../unit-rows.ts'
import { channelAnchors } from './channel-anchors.ts'
import { channelFrame } from './channel-frame.ts'

const [CHANNELS, WIDTH, MODELS] = [96, 160, 40]

const modelOf = (seed: string): Prepared => {
  const draw = seeded(seed)
  const rows = (): UnitRows => toUnitRows(Float32Array.from({ length: CHANNELS * WIDTH }, draw.normal), CHANNELS, WIDTH)
  const block = (layer: number): ChannelBlock => ({
    part: `attention ${layer}`,
    layer,
    headWidth: 32,
    label: Int32Array.from({ length: CHANNELS }, (_, i) => i),
    v: rows(),
    o: rows(),
    q: rows(),
    k: rows(),
    gain: undefined,
    excluded: new Uint8Array(CHANNELS),
  })
  const architecture = { rotaryPairs: 'halves', gauge: {} } as unknown as Architecture
  return {
    component: 'language',
    architecture,
    units: [],
    channels: [block(0), block(1)],
    hidden: undefined,
    rowDigests: new Map(),
  }
}

// The frame fits a sign to each anchor: unless that sign turns round with the anchor's own coin, coins fall alike.
it('leaves the coins of independent channels fair, those of its anchors too', () => {
  const none = { coin: false, label: false }
  const allowed = { hidden: none, unit: none, query: none, 'query-pair': none, value: { coin: true, label: false } }
  const logPs: number[] = []
  const statistics: number[] = []
  for (let i = 0; i < MODELS; i++) {
    const [subject, reference] = [modelOf(`subject ${i}`), modelOf(`reference ${i}`)]
    const anchors = channelAnchors(subject, reference)
    if (anchors === undefined) continue
    const framed = channelFrame(subject, reference, anchors)
    for (const { coin } of partTests(framed.subject, framed.reference, allowed, 'chan')) {
      if (coin === undefined) continue
      logPs.push(coin.logP)
      statistics.push(coin.statistic)
    }
  }
  expect(logPs.length).toBeGreaterThan(MODELS)
  for (const level of [0.1, 0.01, 0.001]) {
    expect(logPs.filter((logP) => logP <= Math.log(level)).length / logPs.length).toBeLessThanOrEqual(level)
  }
  const variance = statistics.reduce((sum, value) => sum + value * value, 0) / statistics.length
  expect(variance).toBeLessThan(1.6)
})
