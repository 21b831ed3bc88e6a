/** Server-sent events out of the body of an answer. */

/** One event, as the stream said it. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
  /** The last one that was said by then. */
  readonly id: string | undefined;
  /** Milliseconds to wait before connecting again, the last that was said. */
  readonly retryMs: number | undefined;
}

/**
 * The events of a stream, to its end. One that is cut off is left out.
 *
 * @param onSign - Called whenever anything arrives, heartbeats too.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onSign: () => void,
): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onSign();
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

class EventParser {
  #rest = '';
  #event = '';
  #data: string[] = [];
  #id: string | undefined;
  #retryMs: number | undefined;

  *push(text: string): Generator<StreamEvent> {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '' || line === '\r') yield* this.#dispatch();
      else this.#take(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
  }

  *#dispatch(): Generator<StreamEvent> {
    const [event, data] = [this.#event, this.#data];
    [this.#event, this.#data] = ['', []];
    if (data.length === 0) return;
    const said = { id: this.#id, retryMs: this.#retryMs };
    yield { event: event === '' ? 'message' : event, data: data.join('\n'), ...said };
  }

  #take(line: string): void {
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id') this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.#retryMs = Number(value);
  }
}
