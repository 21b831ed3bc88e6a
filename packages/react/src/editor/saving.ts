/** How the document on the screen stands to the one that the server keeps. */

import type { WorkflowDraft } from '../transport/transport.js';

export type SavingState =
  | { readonly status: 'saved' }
  /** There are edits that the server does not have. */
  | { readonly status: 'dirty' }
  | { readonly status: 'saving' }
  /** The last save failed; what is on the screen is kept, and saved again with the next edit or on request. */
  | { readonly status: 'failed'; readonly error: Error }
  /** Somebody else saved meanwhile; nothing is saved until the user has decided. */
  | { readonly status: 'conflict'; readonly theirs: WorkflowDraft };
