export { type ModelServer, type ServeOptions, serveModels } from './serve-models.ts'
export { startModelServer } from './start-model-server.ts'
