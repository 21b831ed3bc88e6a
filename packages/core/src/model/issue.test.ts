import { expect, it } from 'vitest';

import { formatIssuePath, formatIssues, type Issue } from './issue.js';

it.each([
  [[], ''],
  [['nodes', 3, 'input', 'url'], 'nodes[3].input.url'],
  [['a b', '', 'c'], '["a b"][""].c'],
])('writes the path %j as %j', (path, text) => {
  expect(formatIssuePath(path)).toBe(text);
});

it('writes one line per issue', () => {
  const issue: Issue = { code: 'LIMIT', severity: 'error', path: [], message: 'too much' };

  expect(formatIssues([issue, { ...issue, path: ['nodes', 0] }])).toBe(
    'LIMIT: too much\nnodes[0]: LIMIT: too much',
  );
});
