/** What a command sees of the process around it. */

/** Where text goes. */
export interface TextOutput {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width of the terminal in columns; 80 where there is none. */
  readonly columns: number;
  readonly rows: number;
}

/** How a process came to its end. */
export interface ProcessEnd {
  /** `null` when a signal ended it, or when it could not be started. */
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process of this program that a command has started. */
export interface ForkedProcess {
  /** `undefined` when it could not be started. */
  readonly pid: number | undefined;
  /** Sends plain data; lost when the process is gone. */
  send(message: unknown): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once. */
  onEnd(listener: (end: ProcessEnd) => void): void;
}

/** The process that has started this one. */
export interface ParentProcess {
  /** Resolves when the message is on its way, or the parent is gone. */
  send(message: unknown): Promise<void>;
  onMessage(listener: (message: unknown) => void): () => void;
  onGone(listener: () => void): () => void;
}

/** The process as `main` knows it; tests bring their own. */
export interface CommandIo {
  /** Where relative paths start. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  /** For results. */
  readonly stdout: TextOutput;
  /** For progress, notes and errors. */
  readonly stderr: TextOutput;
  /** Calls `listener` when the user asks the command to stop; returns a function that ends that. */
  onInterrupt(listener: () => void): () => void;
  /** Calls `listener` when the process ends without waiting for the command: what it started must end now, too. */
  onQuit?: ((listener: () => void) => () => void) | undefined;
  /** Starts another process of this program; commands that need several say so where there is no such thing. */
  readonly fork?: ((args: readonly string[]) => ForkedProcess) | undefined;
  /** There when `fork` has started this process. */
  readonly parent?: ParentProcess | undefined;
}
