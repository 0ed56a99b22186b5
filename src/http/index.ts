export { httpErrors } from './error-texts.ts'
export { servePublished, type PublishedServer } from './serve-published.ts'
