export { fileJournal } from './file-journal.ts'
export { folderTasks, type FolderTasksOptions } from './folder-tasks.ts'
export { openaiEndpoint, type OpenAiEndpointOptions } from './openai.ts'
