import { describe, expect, it } from 'vitest';

import { parseRelativePath } from './relative-path.js';

describe('parseRelativePath', () => {
  it.each([
    'a',
    'a.txt',
    'a/b/c.csv',
    '.hidden',
    'a..b',
    '..a',
    'ünïcödé/文件.json',
    'می‌خواهم.txt',
    'emoji 🎉.txt',
    'console.log',
    'common.txt',
    'a%20b.txt',
    '100%.txt',
    '%2',
    "it's (1) [2] {3} #4 & 5.txt",
  ])('takes %j', (path) => {
    expect(parseRelativePath(path)).toEqual({ ok: true, names: path.split('/') });
  });

  it.each<readonly [unknown, string]>([
    ['', 'not empty'],
    [undefined, 'not empty'],
    [7, 'not empty'],
    ['/etc/passwd', 'absolute'],
    ['//host/share', 'absolute'],
    ['..', 'dots alone'],
    ['../x', 'dots alone'],
    ['a/../../x', 'dots alone'],
    ['a/..', 'dots alone'],
    ['.', 'dots alone'],
    ['./x', 'dots alone'],
    ['...', 'dots alone'],
    ['....//x', 'empty name'],
    ['..././x', 'dots alone'],
    ['a//b', 'empty name'],
    ['a/', 'empty name'],
    [' ../x', 'dots alone'],
    ['.. /x', 'dots alone'],
    ['..\\x', 'backslash'],
    ['a\\..\\..\\x', 'backslash'],
    ['\\\\host\\share', 'backslash'],
    ['C:/Windows', 'colon'],
    ['C:x', 'colon'],
    ['a.txt:stream', 'colon'],
    ['file:///etc/passwd', 'colon'],
    ['a\0.txt', 'control character'],
    ['a\nb', 'control character'],
    ['a\u007Fb', 'control character'],
    ['a\u0085b', 'control character'],
    ['\uD800', 'Unicode'],
    ['%2e%2e/x', 'encoded'],
    ['%2E%2E%2Fx', 'encoded'],
    ['..%2fx', 'encoded'],
    ['a%5c..%5cx', 'encoded'],
    ['a%00.txt', 'encoded'],
    ['\uFF0E\uFF0E/x', 'dots alone'], // full-width full stops
    ['\u2025/x', 'dots alone'], // two dot leader
    ['\u2024\u2024/x', 'dots alone'], // one dot leaders
    ['a\uFF0F..\uFF0Fx', 'dots alone'], // full-width slashes
    ['\uFF0Fetc', 'absolute'],
    ['a\uFF3Cb', 'backslash'], // full-width backslash
    ['C\uFF1A', 'colon'],
    ['a ', 'space'],
    [' a', 'space'],
    ['a./b', 'dot'],
    ['CON', 'device'],
    ['nul.txt', 'device'],
    ['a/Aux .log', 'device'],
    ['com1', 'device'],
    ['LPT\u00B9', 'device'],
    ['conin$', 'device'],
    ['what?', 'one of'],
    ['a|b', 'one of'],
    ['*.txt', 'one of'],
    ['a'.repeat(256), 'longer than 255'],
    ['é'.repeat(128), 'longer than 255'],
    ['a/'.repeat(2_100) + 'a', 'longer than 4096'],
    ['.flowgraft-tmp-1', 'temporary'],
    ['a/.FLOWGRAFT-TMP-1', 'temporary'],
  ])('refuses %j', (path, reason) => {
    expect(parseRelativePath(path)).toEqual({
      ok: false,
      reason: expect.stringContaining(reason) as string,
    });
  });
});
