/** What a node's `run` is given besides its input. */

import type { Duration } from '../model/duration.js';
import type { WaitAbout } from '../model/run-event.js';
import type { FileStore } from '../ports/files.js';
import type { LogLevel } from '../ports/logger.js';
import type { PortMap, PortResult, WaitResult } from './node-results.js';

export interface WaitOptions {
  /** Wake after this long. */
  readonly after?: Duration | undefined;
  /** Wake at this time, epoch milliseconds. */
  readonly until?: number | undefined;
  /** Wake when a signal of this name comes, or has come before. */
  readonly signal?: string | undefined;
  readonly about?: WaitAbout | undefined;
}

export interface NodeLogger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface HttpRequestInit {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON, with its content type. */
  readonly json?: unknown;
  readonly body?: string | Uint8Array | undefined;
  /** `manual` gives the redirecting response itself; `follow` when absent. */
  readonly redirect?: 'follow' | 'manual' | undefined;
}

/** A response whose JSON takes the type that is asked for: nothing checks it before the output schema does. */
export interface HttpResponse extends Omit<Response, 'json'> {
  json<T = unknown>(): Promise<T>;
}

/** HTTP over the engine's `fetch`; aborted with the attempt. */
export interface HttpClient {
  request(url: string | URL, init?: HttpRequestInit): Promise<HttpResponse>;
  get(url: string | URL, init?: HttpRequestInit): Promise<HttpResponse>;
  post(url: string | URL, init?: HttpRequestInit): Promise<HttpResponse>;
  put(url: string | URL, init?: HttpRequestInit): Promise<HttpResponse>;
  patch(url: string | URL, init?: HttpRequestInit): Promise<HttpResponse>;
  delete(url: string | URL, init?: HttpRequestInit): Promise<HttpResponse>;
}

export interface SecretAccess {
  /** @throws {FlowgraftError} `SECRET_NOT_FOUND`, `PORT_MISSING` when the engine has no secret source. */
  get(path: string): Promise<string>;
}

export interface StepSpan {
  setAttribute(name: string, value: string | number | boolean): void;
}

export interface NodeContext<Ports extends PortMap = PortMap> {
  readonly tenant: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly nodeId: string;
  /** The step's path, for example `each[3]/fetch`. */
  readonly step: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the attempt times out, the run is cancelled or the lease is lost. */
  readonly signal: AbortSignal;
  /** The same for every attempt of this step, and for no other step: 64 hex digits. */
  readonly idempotencyKey: string;
  readonly log: NodeLogger;
  readonly secrets: SecretAccess;
  readonly http: HttpClient;
  /** @throws {FlowgraftError} `PORT_MISSING` when the engine was given no files. */
  readonly files: FileStore;
  /**
   * Only for node types with `effect: 'transactional'`: the open transaction in which the step's outcome will be
   * committed. Adapters type it (`transactionOf` of the PostgreSQL adapter).
   *
   * @throws {FlowgraftError} `PORT_MISSING` for any other node type.
   */
  readonly tx: unknown;
  /** Epoch milliseconds, by the engine's clock. */
  now(): number;
  /** A number >= 0 and < 1, by the engine's source of chance. */
  random(): number;
  /** Milliseconds until this attempt times out; `Infinity` when it cannot. */
  remainingMs(): number;
  /** Tells watchers how far the step is: 0 to 1, and a word. Not journaled. */
  progress(fraction: number, message?: string): void;
  /** Says that the attempt is alive: its timeout counts from here again. */
  heartbeat(): void;
  /** Runs `work` in a child span of the attempt's; without a tracer just runs it. */
  span<T>(name: string, work: (span: StepSpan) => T): T;
  /** Data on a named output port; on several with an object. */
  to<Port extends keyof Ports & string>(port: Port, data: Ports[Port]): PortResult<Port>;
  toMany(data: { readonly [Port in keyof Ports]?: Ports[Port] }): PortResult<keyof Ports & string>;
  /** Parks the step: return it from `run`, and `resume` is called when the wait is over. */
  wait(options: WaitOptions): WaitResult;
}
