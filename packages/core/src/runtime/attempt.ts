/** One attempt of one step: what it is given, and how it ends. */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

import { durationMs } from '../model/duration.js';
import { FlowgraftError } from '../model/error.js';
import type { Wake } from '../model/run-event.js';
import type { StartEffect } from '../kernel/effect.js';
import type { StepRef } from '../kernel/scope-state.js';
import type {
  HttpClient,
  NodeContext,
  NodeLogger,
  SecretAccess,
  StepSpan,
  WaitOptions,
} from '../node/node-context.js';
import { portResult, waitResult, type PortResult, type WaitResult } from '../node/node-results.js';
import type { FileStore } from '../ports/files.js';
import type { Timer } from '../ports/clock.js';
import type { StoreTransaction } from '../ports/run-change.js';
import { createHttpClient } from './http-client.js';
import { maskSecrets } from './mask-secrets.js';
import { nodeLogger } from './node-logger.js';
import type { Services } from './services.js';
import { runInSpan, type TraceSpan } from './telemetry.js';

/** The run that an attempt belongs to. */
export interface AttemptRun {
  readonly tenant: string;
  readonly runId: string;
  readonly workflowId: string;
}

/** What only some attempts have; made when it is first asked for. */
interface Extras {
  /** Set while the attempt outlives the turn that began it. */
  timer: Timer | undefined;
  graceTimer: Timer | undefined;
  /** Moved by heartbeats. */
  deadline: number | undefined;
  span: TraceSpan | undefined;
  controller: AbortController | undefined;
  /** Open from before the step's work until its outcome is committed in it, or it is rolled back. */
  transaction: StoreTransaction | undefined;
  log: NodeLogger | undefined;
  http: HttpClient | undefined;
}

/**
 * The context of an attempt. Signal, logger, key and the rest are made when they are first asked for: most
 * attempts need none of them.
 */
export class Attempt implements NodeContext<Record<string, unknown>> {
  readonly run: AttemptRun;
  readonly services: Services;
  readonly effect: StartEffect;
  readonly step: string;
  readonly startedAt: number;
  /** Set once the engine has stopped it: what it answers then is `step.cancelled` at most. */
  isStopped = false;
  isEnded = false;
  /** Something was waited for since it was decided that it begins: its transaction, secrets, a check of its input. */
  hasWaited = false;
  /** Secrets resolved for it, by path. */
  revealed: Map<string, string> | undefined = undefined;
  #extras: Extras | undefined = undefined;

  constructor(run: AttemptRun, services: Services, effect: StartEffect, step: string) {
    this.run = run;
    this.services = services;
    this.effect = effect;
    this.step = step;
    this.startedAt = services.clock.now();
  }

  get ref(): StepRef {
    return this.effect.ref;
  }

  get attempt(): number {
    return this.effect.attempt;
  }

  get wake(): Wake | undefined {
    return this.effect.wake;
  }

  get tenant(): string {
    return this.run.tenant;
  }

  get runId(): string {
    return this.run.runId;
  }

  get workflowId(): string {
    return this.run.workflowId;
  }

  get nodeId(): string {
    return this.ref.node.id;
  }

  get extras(): Extras {
    return (this.#extras ??= {
      timer: undefined,
      graceTimer: undefined,
      deadline: undefined,
      span: undefined,
      controller: undefined,
      transaction: undefined,
      log: undefined,
      http: undefined,
    });
  }

  get traceSpan(): TraceSpan | undefined {
    return this.#extras?.span;
  }

  get transaction(): StoreTransaction | undefined {
    return this.#extras?.transaction;
  }

  get tx(): unknown {
    const { transaction } = this;
    if (transaction !== undefined) return transaction.client;
    const message = `Step "${this.step}" has no transaction: its node type is not declared with effect: 'transactional'`;
    throw new FlowgraftError('PORT_MISSING', message, { port: 'tx', step: this.step });
  }

  get timeoutMs(): number {
    const { node, undo } = this.ref;
    return (undo ? node.compensate?.timeoutMs : node.timeoutMs) ?? this.services.stepTimeoutMs;
  }

  get deadline(): number {
    return this.#extras?.deadline ?? this.startedAt + this.timeoutMs;
  }

  get signal(): AbortSignal {
    return (this.extras.controller ??= new AbortController()).signal;
  }

  get idempotencyKey(): string {
    return bytesToHex(sha256(utf8ToBytes(`${this.run.tenant}\n${this.run.runId}\n${this.step}`)));
  }

  get log(): NodeLogger {
    return (this.extras.log ??= this.#makeLogger());
  }

  get http(): HttpClient {
    return (this.extras.http ??= createHttpClient(this.services.fetch, () => this.signal));
  }

  get files(): FileStore {
    const { files } = this.services;
    if (files === undefined) throw missing('files', this.step);
    return files;
  }

  get secrets(): SecretAccess {
    return { get: (path) => this.reveal(path) };
  }

  now(): number {
    return this.services.clock.now();
  }

  random(): number {
    return this.services.random.next();
  }

  remainingMs(): number {
    return Math.max(0, this.deadline - this.services.clock.now());
  }

  progress(fraction: number, message?: string): void {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new TypeError(`ctx.progress: expected a fraction from 0 to 1, got ${String(fraction)}`);
    }
    const { events, clock } = this.services;
    if (!events.hears('step.progress')) return;
    const { run, step, attempt } = this;
    const shown = message === undefined ? undefined : this.mask(message);
    events.emit('step.progress', {
      ...run,
      step,
      attempt,
      at: clock.now(),
      fraction,
      message: shown,
    });
  }

  heartbeat(): void {
    this.extras.deadline = this.services.clock.now() + this.timeoutMs;
  }

  span<T>(name: string, work: (span: StepSpan) => T): T {
    return runInSpan(this.traceSpan, name, work);
  }

  to<Port extends string>(port: Port, data: unknown): PortResult<Port> {
    return { [portResult]: true, ports: new Map([[port, data]]) };
  }

  toMany(data: Readonly<Record<string, unknown>>): PortResult {
    return { [portResult]: true, ports: new Map(Object.entries(data)) };
  }

  wait({ after, until, signal, about }: WaitOptions): WaitResult {
    const wakeAt =
      after === undefined
        ? until
        : this.services.clock.now() + durationMs(after, 'ctx.wait: after');
    if (wakeAt === undefined && signal === undefined) {
      throw new TypeError('ctx.wait: expected at least one of after, until and signal');
    }
    return { [waitResult]: true, wait: { wakeAt, signal, about } };
  }

  /** Resolves one secret, once per attempt. */
  async reveal(path: string): Promise<string> {
    const known = this.revealed?.get(path);
    if (known !== undefined) return known;
    const { secrets } = this.services;
    if (secrets === undefined) throw missing('secrets', this.step);
    const { tenant } = this.run;
    const secret = await secrets.get({ tenant, path, signal: this.signal });
    if (secret === undefined) {
      const message = `Step "${this.step}" needs secret "${path}", which the tenant does not have`;
      throw new FlowgraftError('SECRET_NOT_FOUND', message, { path });
    }
    (this.revealed ??= new Map()).set(path, secret);
    return secret;
  }

  /** Takes this attempt's secrets out of something that will be seen. */
  mask<T>(value: T): T {
    return this.revealed === undefined ? value : maskSecrets(value, this.revealed.values());
  }

  /** Its transaction, if it has one that is open; it is the caller's from now on. */
  takeTransaction(): StoreTransaction | undefined {
    const { transaction } = this;
    if (transaction !== undefined) this.extras.transaction = undefined;
    return transaction;
  }

  /** Undoes what was done in its transaction, if it has one; a failure to do so is reported. */
  rollBack(): void {
    this.takeTransaction()
      ?.rollback()
      .catch((thrown: unknown) => this.services.events.report(thrown, 'rolling back a step'));
  }

  /** Fires the signal, if anybody has asked for it or ever will. */
  abort(reason: unknown): void {
    (this.extras.controller ??= new AbortController()).abort(reason);
  }

  #makeLogger(): NodeLogger {
    const { tenant, runId, workflowId } = this.run;
    const about = { tenant, runId, workflowId, step: this.step, attempt: this.attempt };
    return nodeLogger(this.services.logger, about, (value) => this.mask(value));
  }
}

function missing(port: string, step: string): FlowgraftError<'PORT_MISSING'> {
  const message = `Step "${step}" needs \`${port}\`, which createEngine was not given`;
  return new FlowgraftError('PORT_MISSING', message, { port, step });
}
