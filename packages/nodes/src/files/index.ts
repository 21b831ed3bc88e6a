export { readCsvFile } from './read-csv.js';
export { readJsonFile } from './read-json.js';
export { readTextFile } from './read-text.js';
export { writeCsvFile } from './write-csv.js';
export { writeJsonFile } from './write-json.js';
export { writeTextFile } from './write-text.js';
