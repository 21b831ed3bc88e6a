// Copies the declarations that `tsc -b` emitted (packages/*/.tsc) into dist: .d.ts for ESM and, where the package
// also serves CommonJS, .d.cts. Relative specifiers end in .js in our sources; the CommonJS copy points at .cjs.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const relativeSpecifier = /((?:from|import)\s*\(?\s*['"])(\.{1,2}\/[^'"]*?)\.js(['"])/g;

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

for (const name of readdirSync(packages)) {
  const dir = join(packages, name);
  const isDual = readFileSync(join(dir, 'package.json'), 'utf8').includes('.d.cts');
  let count = 0;
  for (const file of readdirSync(join(dir, '.tsc'), { recursive: true })) {
    // `tsc -b` leaves the output of deleted sources behind.
    const hasSource = ['.ts', '.tsx'].some((ending) =>
      existsSync(join(dir, 'src', file.replace(/\.d\.ts$/, ending))),
    );
    if (!file.endsWith('.d.ts') || !hasSource) continue;
    const text = readFileSync(join(dir, '.tsc', file), 'utf8');
    const target = join(dir, 'dist', file);
    write(target, text);
    if (isDual)
      write(target.replace(/\.d\.ts$/, '.d.cts'), text.replace(relativeSpecifier, '$1$2.cjs$3'));
    count += 1;
  }
  console.log(`${name}: ${count} declaration files`);
}
