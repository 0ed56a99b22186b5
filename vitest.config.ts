import { defineConfig } from 'vitest/config'

// Tests of the rooms start no program and change nothing outside their own folders: their files share a process, so that
// a room is loaded once and models are prepared once. The others start servers, browsers and the office itself.
const ROOMS = ['src/**/*.test.ts']

export default defineConfig({
  test: {
    // Real servers, browsers and weights: slow machines need time, and a hung one must still end.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'rooms', include: ROOMS, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['web/**/*.test.{ts,tsx}', 'test/**/*.test.ts', 'programmes/**/*.test.ts'],
        },
      },
    ],
  },
})
