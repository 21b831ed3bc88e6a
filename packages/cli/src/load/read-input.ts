/** A run's input, from a file, from the command line or from standard input. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { CommandFailure } from '../command-failure.js';
import type { CommandIo } from '../command-io.js';
import { exitCode } from '../exit-code.js';
import { unreadable } from './file-problem.js';

/**
 * The value of `--input`: JSON text, the path of a JSON file, or `-` for standard input.
 *
 * @throws {CommandFailure} `usage` when it is neither.
 */
export async function readInput(option: string | undefined, io: CommandIo): Promise<unknown> {
  if (option === undefined) return undefined;
  if (option === '-') return parse(await readAll(io.stdin), 'Standard input');
  const direct = tryParse(option);
  if (direct.ok) return direct.value;
  if (/^\s*[[{"]/.test(option)) return parse(option, '--input');
  return parse(readText(resolve(io.cwd, option), option), `Input file "${option}"`);
}

/**
 * A value as it stands on the command line: JSON where it parses, else the text itself.
 */
export function looseValue(text: string): unknown {
  const parsed = tryParse(text);
  return parsed.ok ? parsed.value : text;
}

/**
 * `input` with `--set name=value` applied: dots lead into objects.
 *
 * @throws {CommandFailure} `usage` when a setting has no `=`, or leads through something that is no object.
 */
export function withSettings(input: unknown, settings: readonly string[]): unknown {
  if (settings.length === 0) return input;
  let result: unknown = input ?? {};
  for (const setting of settings) {
    const at = setting.indexOf('=');
    if (at < 1) {
      throw new CommandFailure(exitCode.usage, `--set: expected name=value, got "${setting}"`);
    }
    const keys = setting.slice(0, at).split('.');
    result = withKey(result, keys, { setting, value: looseValue(setting.slice(at + 1)) });
  }
  return result;
}

interface Setting {
  readonly setting: string;
  readonly value: unknown;
}

function withKey(target: unknown, [key, ...rest]: readonly string[], change: Setting): unknown {
  if (key === undefined) return change.value;
  if (typeof target !== 'object' || target === null || Array.isArray(target)) {
    throw new CommandFailure(
      exitCode.usage,
      `--set ${change.setting}: "${key}" cannot be set on what is there, which is not an object`,
    );
  }
  const record = target as Readonly<Record<string, unknown>>;
  const before = Object.hasOwn(record, key) ? record[key] : undefined;
  const next = withKey(rest.length > 0 ? (before ?? {}) : before, rest, change);
  // `fromEntries` defines own properties: a key named __proto__ is a key like any other.
  return Object.fromEntries([...Object.entries(record), [key, next]]);
}

function readText(file: string, path: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    const failure = unreadable('Input file', path, thrown);
    throw new CommandFailure(exitCode.usage, failure.message, {
      hint: `--input takes a JSON file, JSON text such as '{"id": 1}', or - for standard input`,
      cause: thrown,
    });
  }
}

async function readAll(stdin: CommandIo['stdin']): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CommandFailure(exitCode.usage, `${what} is not JSON: ${reason}`, { cause: thrown });
  }
}

function tryParse(text: string): { readonly ok: boolean; readonly value?: unknown } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
