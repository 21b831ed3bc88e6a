export { rootedFiles, type RootedFilesOptions } from './rooted-files.js';
