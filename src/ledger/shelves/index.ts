export { folderFiles } from './folder-files.ts'
export { folderTileShelf } from './folder-tile-shelf.ts'
export { memoryTileShelf } from './memory-tile-shelf.ts'
