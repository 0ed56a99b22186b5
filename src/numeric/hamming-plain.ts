import type { CodeShape, CodeTable, NearCode } from './hamming.ts'

/** The table in plain TypeScript: what the kernel is held to. */
export const plainCodeTable = (count: number, { codeBytes, blocks }: CodeShape): CodeTable => {
  const codes = new Uint8Array(count * blocks * codeBytes)
  const words = new Uint32Array(codes.buffer)
  const width = codeBytes / 4
  return {
    count,
    codes,
    nearest: (query, most) => {
      const asked = new Uint32Array(query.slice().buffer)
      const queries = asked.length / width
      const best: NearCode[] = []
      for (let place = 0; place < count; place++) {
        let distance = 0
        for (let b = 0; b < queries; b++) {
          let least = Infinity
          for (let c = 0; c < blocks; c++) {
            const d = differingBits(words, { at: (place * blocks + c) * width, asked, from: b * width, width })
            if (d < least) least = d
          }
          distance += least
        }
        if (best.length < most || distance < (best.at(-1)?.distance ?? Infinity)) {
          if (best.length === most) best.pop()
          let at = best.length
          while (at > 0 && (best[at - 1] as NearCode).distance > distance) at--
          best.splice(at, 0, { place, distance })
        }
      }
      return best
    },
  }
}

type Stretch = {
  readonly at: number
  readonly asked: Uint32Array
  readonly from: number
  readonly width: number
}

// Bits of a word are counted by adding neighbours: pairs, nibbles, bytes.
const differingBits = (words: Uint32Array, { at, asked, from, width }: Stretch): number => {
  let bits = 0
  for (let k = 0; k < width; k++) {
    let v = (words[at + k] as number) ^ (asked[from + k] as number)
    v -= (v >>> 1) & 0x55555555
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
    bits += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return bits
}
