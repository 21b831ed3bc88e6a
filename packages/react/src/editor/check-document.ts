/** The rules of documents, in a file of their own: they are large, and loaded when they are first needed. */

export { validateDocument } from '@flowgraft/core/browser';
