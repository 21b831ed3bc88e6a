/** The server refused, failed, or could not be reached. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** A code of the engine or of the server; `UNREACHABLE` or `UNREADABLE` when the answer says none. */
  readonly code: string;
  readonly details: unknown;

  constructor(
    message: string,
    { status, code, details }: { status: number; code: string; details?: unknown },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** The error that an answer tells of. */
export async function errorOf(response: Response): Promise<ClientError> {
  const { status } = response;
  try {
    const { code, detail, title, details } = (await response.json()) as Record<string, unknown>;
    if (typeof code === 'string') {
      const texts = [detail, title, code].filter((text) => typeof text === 'string');
      const message = texts.find((text) => text !== '') ?? '';
      return new ClientError(message, { status, code, details });
    }
  } catch {
    // Something before the server answered, in a language of its own.
  }
  return new ClientError(`The server answered with ${status}`, { status, code: 'UNREADABLE' });
}
