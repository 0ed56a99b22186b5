import type { SeenHead, WitnessMemory } from '../witnessing.ts'

/** What a witness remembers for as long as the process lives: for tests. */
export const memoryWitnessMemory = (): WitnessMemory => {
  const heads = new Map<string, SeenHead>()
  return {
    latest: async (origin) => heads.get(origin),
    advance: async (origin, from, to) => {
      if (heads.get(origin)?.note !== from?.note) return false
      heads.set(origin, to)
      return true
    },
  }
}
