/** Server-sent events out of an async generator, which is run only as fast as the client reads. */

/** One event. Its data is JSON, so it has no line breaks. */
export interface ServerEvent {
  /** Comes back as `Last-Event-ID`. */
  readonly id?: string | number | undefined;
  readonly event: string;
  readonly data: unknown;
}

export interface EventStreamOptions {
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  readonly heartbeatMs: number;
  readonly retryMs: number;
  /** Asked with each heartbeat; the stream ends when it says no. */
  readonly mayGoOn: () => Promise<boolean>;
  /** Called once, however the stream ends. */
  readonly onClose: () => void;
  /** Told of what the generator threw. */
  readonly onError: (thrown: unknown) => void;
}

/**
 * @param events - Gets a signal that is aborted when nobody listens any more; it then has to come to its end.
 */
export function eventStream(
  events: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
  options: EventStreamOptions,
): Response {
  const stream = new ReadableStream<Uint8Array>(new EventSourceOf(events, options));
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no', // proxies that know it pass each event on at once
    },
  });
}

/** What a stream of bytes is read from. */
class EventSourceOf {
  readonly #options: EventStreamOptions;
  readonly #iterator: AsyncIterator<ServerEvent>;
  readonly #stop = new AbortController();
  readonly #encoder = new TextEncoder();
  #heart: ReturnType<typeof setInterval> | undefined;
  #isOver = false;

  constructor(
    events: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
    options: EventStreamOptions,
  ) {
    this.#options = options;
    this.#iterator = events(this.#stop.signal)[Symbol.asyncIterator]();
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { signal, heartbeatMs, retryMs } = this.#options;
    this.#write(controller, `retry: ${retryMs}\n\n`);
    this.#heart = setInterval(() => this.#beat(controller), heartbeatMs);
    const gone = (): void => this.#end(controller);
    signal.addEventListener('abort', gone, { once: true });
    this.#stop.signal.addEventListener('abort', () => signal.removeEventListener('abort', gone));
    if (signal.aborted) gone();
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    try {
      const next = await this.#iterator.next();
      if (next.done === true) this.#end(controller);
      else this.#write(controller, textOf(next.value));
    } catch (thrown) {
      if (this.#isOver) return;
      this.#options.onError(thrown);
      this.#end(controller);
    }
  }

  cancel(): void {
    this.#finish();
  }

  #beat(controller: ReadableStreamDefaultController<Uint8Array>): void {
    // A client that does not read gets no more heartbeats than events.
    if ((controller.desiredSize ?? 0) > 0) this.#write(controller, ':\n\n');
    this.#options.mayGoOn().then(
      (mayGoOn) => (mayGoOn ? undefined : this.#end(controller)),
      (thrown: unknown) => {
        this.#options.onError(thrown);
        this.#end(controller);
      },
    );
  }

  #write(controller: ReadableStreamDefaultController<Uint8Array>, text: string): void {
    if (!this.#isOver) controller.enqueue(this.#encoder.encode(text));
  }

  #end(controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (this.#finish()) controller.close();
  }

  /** @returns false when it was finished before. */
  #finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearInterval(this.#heart);
    this.#stop.abort();
    this.#options.onClose();
    // A generator that was never begun runs none of its code for this.
    Promise.resolve(this.#iterator.return?.()).catch(this.#options.onError);
    return true;
  }
}

function textOf({ id, event, data }: ServerEvent): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
