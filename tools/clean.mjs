// Removes what builds leave behind; node_modules stays.
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const built = readdirSync(new URL('packages', root)).flatMap((name) =>
  [
    'dist/',
    '.tsc/',
    '.vitest-attachments/',
    'tsconfig.tsbuildinfo',
    'tsconfig.build.tsbuildinfo',
  ].map((left) => `packages/${name}/${left}`),
);
const others = [
  'coverage/',
  '.vitest-attachments/',
  'docs/api/',
  'docs/.vitepress/dist/',
  'docs/.vitepress/cache/',
];
for (const left of [...built, ...others]) {
  rmSync(fileURLToPath(new URL(left, root)), { recursive: true, force: true });
}
