export { complete, type Completion, type CompletionRequest, type JudgedToken, type TokenLogProb } from './complete.ts'
export { inferenceErrors } from './error-texts.ts'
export { type LanguageModel, loadModel, MAX_TOKENS } from './language-model.ts'
