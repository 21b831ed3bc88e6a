/** What this process costs its machine, as far as the JavaScript host tells. */

import type { WorkerLoad } from '../ports/workers.js';

/** The part of Node's `process` that is asked; other hosts have none of it. */
interface HostProcess {
  readonly cpuUsage?: () => { readonly user: number; readonly system: number };
  readonly memoryUsage?: { readonly rss?: () => number };
}

/** Measures processor time between one reading and the next. */
export class ProcessLoad {
  readonly #process: HostProcess;
  #cpuMicros: number | undefined = undefined;
  #readAt = 0;

  constructor(process: HostProcess | undefined = hostProcess()) {
    this.#process = process ?? {};
  }

  /** @param now - Epoch milliseconds. */
  read(now: number, held: number, lagMs: number): WorkerLoad {
    const cpuMicros = this.#cpu();
    const elapsedMs = now - this.#readAt;
    const isMeasured =
      cpuMicros !== undefined && this.#cpuMicros !== undefined && this.#readAt > 0 && elapsedMs > 0;
    const cpu = isMeasured ? (cpuMicros - (this.#cpuMicros ?? 0)) / (elapsedMs * 1000) : undefined;
    this.#cpuMicros = cpuMicros;
    this.#readAt = now;
    return { held, cpu, memoryBytes: this.#process.memoryUsage?.rss?.(), lagMs };
  }

  #cpu(): number | undefined {
    const usage = this.#process.cpuUsage?.();
    return usage === undefined ? undefined : usage.user + usage.system;
  }
}

function hostProcess(): HostProcess | undefined {
  // oxlint-disable-next-line no-restricted-properties -- asked, never relied on: other hosts have none
  return (globalThis as { readonly process?: HostProcess }).process;
}
