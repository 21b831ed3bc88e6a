import { describe } from 'vitest';

import type { Logger } from '../ports/logger.js';
import { keepsContract, type PlantedDefect, proveContract } from './contract-defects.fixture.js';
import { loggerContract, type LoggerSubject, type OpenLogger } from './logger-contract.js';

type Log = Logger['log'];
type Flaw = 'cycles' | 'values' | 'reads';

function guarded<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** The text of any value; with a flaw it throws at what the flaw names. */
function textOf(value: unknown, flaw?: Flaw, above: readonly unknown[] = []): string {
  const read = <T>(action: () => T, otherwise: T): T =>
    flaw === 'reads' ? action() : guarded(action, otherwise);
  if (typeof value === 'bigint') return flaw === 'values' ? JSON.stringify(value) : String(value);
  if (typeof value === 'symbol' || typeof value === 'function') return typeof value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (above.includes(value)) {
    if (flaw === 'cycles') throw new TypeError('it holds itself');
    return '(itself)';
  }
  const entries = read(() => Object.getOwnPropertyNames(value), []).map((key) => {
    const item = read(() => Reflect.get(value, key) as unknown, '(unreadable)');
    return `${key}: ${textOf(item, flaw, [...above, value])}`;
  });
  const isMap = read(() => value instanceof Map, false);
  const items = isMap ? [...(value as Map<unknown, unknown>).values()] : [];
  const texts = items.map((item) => textOf(item, flaw, [...above, value]));
  return `{ ${[...entries, ...texts].join(', ')} }`;
}

interface Recorder extends LoggerSubject {
  readonly written: () => string;
  readonly lines: string[];
}

/** A logger that records its lines as text. */
function recorder(flaw?: Flaw): Recorder {
  const lines: string[] = [];
  const log: Log = (level, message, fields = {}) =>
    void lines.push(`${level} ${message} ${textOf(fields, flaw)}`);
  return { logger: { log }, lines, written: () => lines.join('\n') };
}

function defect(
  rule: string,
  fault: string,
  plant: (sound: Recorder) => Log,
): PlantedDefect<OpenLogger> {
  const open = (): LoggerSubject => {
    const sound = recorder();
    return { ...sound, logger: { log: plant(sound) } };
  };
  return { rule, fault, open };
}

const flawed = (rule: string, flaw: Flaw, fault: string): PlantedDefect<OpenLogger> =>
  defect(rule, fault, ({ lines }) => (level, message, fields) => {
    lines.push(`${level} ${message} ${textOf(fields, flaw)}`);
  });

const defects: readonly PlantedDefect<OpenLogger>[] = [
  defect('LG1', 'leaves out a level', ({ logger }) => (level, message, fields) => {
    if (level !== 'debug') logger.log(level, message, fields);
  }),
  defect('LG1', 'writes the last line first', ({ lines }) => (level, message, fields) => {
    lines.unshift(`${level} ${message} ${textOf(fields)}`);
  }),
  defect('LG1', 'leaves out lines without fields', ({ logger }) => (level, message, fields) => {
    if (fields !== undefined) logger.log(level, message, fields);
  }),
  flawed('LG2', 'cycles', 'throws at cycles'),
  flawed('LG3', 'values', 'throws at a bigint'),
  flawed('LG4', 'reads', 'throws when a getter does'),
  defect('LG4', 'swallows lines that it cannot write', ({ lines }) => (level, message, fields) => {
    guarded(() => lines.push(`${level} ${message} ${textOf(fields, 'reads')}`), 0);
  }),
  defect('LG5', 'fills fields into messages', ({ logger }) => (level, message, fields) => {
    const filled = message.replace('%s', () => String(fields?.['n']));
    logger.log(level, filled, fields);
  }),
  defect('LG5', 'refuses empty messages', ({ logger }) => (level, message, fields) => {
    if (message === '') throw new TypeError('message: expected text, got none');
    logger.log(level, message, fields);
  }),
  defect('LG6', 'masks passwords in place', ({ logger }) => (level, message, fields) => {
    if (fields !== undefined && Object.hasOwn(fields, 'password')) {
      (fields as Record<string, unknown>)['password'] = '***';
    }
    logger.log(level, message, fields);
  }),
  defect('LG6', 'adds to the fields', ({ logger }) => (level, message, fields) => {
    if (fields !== undefined && Object.isFrozen(fields)) Object.assign(fields, { level });
    logger.log(level, message, fields);
  }),
  defect(
    'LG8',
    'lets fields take the place of the message',
    ({ logger }) =>
      (level, message, f) => {
        logger.log(
          level,
          guarded(() => (f?.['message'] as string | undefined) ?? message, message),
          f,
        );
      },
  ),
  {
    rule: 'LG7',
    fault: 'keeps the fields until it writes',
    open() {
      const kept: Parameters<Log>[] = [];
      const log: Log = (...line) => void kept.push(line);
      const written = (): string =>
        kept.map(([level, message, fields]) => `${level} ${message} ${textOf(fields)}`).join('\n');
      return { logger: { log }, written };
    },
  },
  {
    rule: 'LG7',
    fault: 'keeps what is in the fields until it writes',
    open() {
      const kept: Parameters<Log>[] = [];
      const log: Log = (level, message, fields) =>
        void kept.push([level, message, guarded(() => ({ ...fields }), {})]);
      const written = (): string =>
        kept.map(([level, message, fields]) => `${level} ${message} ${textOf(fields)}`).join('\n');
      return { logger: { log }, written };
    },
  },
];

describe('the logger contract', () => {
  proveContract(loggerContract, { sound: recorder, defects });
});
describe('a recording logger', () => {
  keepsContract(loggerContract(() => recorder()));
});
describe('a logger that nobody can look at', () => {
  keepsContract(loggerContract(() => ({ logger: recorder().logger })));
});
