export { httpRequest } from './request.js';
