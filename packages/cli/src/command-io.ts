/** What a command sees of the process around it. */

/** Where text goes. */
export interface TextOutput {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width of the terminal in columns; 80 where there is none. */
  readonly columns: number;
  readonly rows: number;
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
}
