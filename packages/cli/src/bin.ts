/** The program: the only place that ends the process and listens to its signals. */

import { fileURLToPath } from 'node:url';

import { exitCode } from './exit-code.js';
import { main } from './main.js';
import { createProcessIo } from './process-io.js';

const io = createProcessIo(fileURLToPath(import.meta.url));

/** The first asks the command to stop; when it is not one that does, and the second time, the process ends. */
function createInterrupt(): () => void {
  let isFirst = true;
  return () => {
    if (isFirst && io.interrupt()) {
      isFirst = false;
      return;
    }
    // The live view hides the cursor while it draws.
    if (process.stderr.isTTY) process.stderr.write('\u001B[?25h\n');
    io.quit();
    process.exit(exitCode.interrupted);
  };
}

const interrupt = createInterrupt();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);

// `flowgraft runs | head`: the reader is gone, so there is nothing more to do.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCode.ok : exitCode.refused);
});

const code = await main(process.argv.slice(2), io);
process.stdout.write('', () => process.exit(code));
