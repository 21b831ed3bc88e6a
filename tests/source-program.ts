import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const base = fileURLToPath(new URL('../tsconfig.base.json', import.meta.url));

/**
 * A program over sources that are on no disk, under the settings of the workspace.
 *
 * @param sources - Text by the path at which it would lie; that decides what its imports find.
 */
export function sourceProgram(
  sources: ReadonlyMap<string, string>,
  folder: string,
  settings: ts.CompilerOptions,
): ts.Program {
  const { config } = ts.readConfigFile(base, (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [...sources.keys()] },
    ts.sys,
    folder,
  );
  const all = { ...options, noEmit: true, ...settings };
  const host = ts.createCompilerHost(all);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const source = sources.get(name);
    return source === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  };
  return ts.createProgram([...sources.keys()], all, host);
}
