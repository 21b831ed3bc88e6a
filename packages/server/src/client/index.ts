/** A typed client, small enough for browsers. */

export { createClient } from './create-client.js';
export { ClientError } from './client-error.js';
export { isCutValue, type CutValue } from './cut-value.js';
export type { ClientOptions, HeadersSource } from './caller.js';
export type {
  CallOptions,
  CancelRequest,
  Client,
  FollowOptions,
  JournalPage,
  JournalQuery,
  LiveFact,
  NodeTypeClient,
  NumberedFact,
  OptionsRequest,
  Page,
  PageQuery,
  PublishRequest,
  ResolveStepRequest,
  RunClient,
  RunDetail,
  RunProgressFigures,
  RunQuery,
  RunSummary,
  RunUpdate,
  RunWaitSummary,
  SignalRequest,
  StartRequest,
  ValuePage,
  ValueQuery,
  WaitClient,
  WaitQuery,
  WorkflowClient,
  WorkflowDraft,
  WorkflowSummary,
  WorkflowVersion,
} from './types.js';
