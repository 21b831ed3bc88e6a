import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('enqueue.mjs', import.meta.url));

/** Starts that many runs of a tenant and resolves when all are queued. */
export function enqueue({ url, runs, workflow, tenant }) {
  const args = [script, url, String(runs), workflow, tenant];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`runs could not be started: ${said.trim().slice(-500)}`));
    });
  });
}
