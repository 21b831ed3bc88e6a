import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { arabic } from '../packages/react/src/language/ar.js';
import { english } from '../packages/react/src/language/en.js';
import { french } from '../packages/react/src/language/fr.js';
import {
  importsOf,
  outsideTheLayer,
  ownColours,
  physicalDeclarations,
  readStyleSheet,
  type StyleSheet,
} from './css-rules.js';
import {
  browserStorage,
  coloursInCode,
  globalsAtImport,
  hardCodedText,
  injections,
  newerThanReact18,
  physicalStyles,
  readModule,
} from './tsx-rules.js';

const folder = fileURLToPath(new URL('../packages/react/src/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) =>
  path.replaceAll('\\', '/'),
);
const modules = files
  .filter((path) => /\.tsx?$/.test(path) && !/\.(?:test|test-d|bench|fixture)\.tsx?$/.test(path))
  .map((path) => ({ path, source: readModule(path, read(path)) }));
const sheets = files
  .filter((path) => path.endsWith('.css'))
  .map((path) => ({ path, sheet: readStyleSheet(read(path)) }));

function read(path: string): string {
  return readFileSync(folder + path, 'utf8');
}

const graph = 'the graph runs from left to right in every language, by coordinates';

/** Files that a rule does not hold for, each with its reason. */
const exceptions: readonly Exception[] = [
  { path: 'styles/canvas.css', rule: physicalDeclarations, reason: graph },
  { path: 'canvas/frame-node.tsx', rule: physicalStyles, reason: graph },
  { path: 'canvas/guide-lines.tsx', rule: physicalStyles, reason: graph },
  { path: 'canvas/port-handle.tsx', rule: physicalStyles, reason: graph },
  {
    path: 'forms/text-control.tsx',
    rule: coloursInCode,
    reason: 'a colour picker has to show some colour before one is chosen',
  },
];

interface Exception {
  readonly path: string;
  readonly rule: Rule;
  readonly reason: string;
}

type ModuleRule = (source: ts.SourceFile) => readonly string[];
type SheetRule = (sheet: StyleSheet) => readonly string[];
type Rule = ModuleRule | SheetRule;

function isHeldTo(rule: Rule): (file: { readonly path: string }) => boolean {
  return ({ path }) => !exceptions.some((one) => one.path === path && one.rule === rule);
}

/** Style sheets that say what the tokens are. */
const isTokens = (path: string) => /^styles\/tokens[\w-]*\.css$/.test(path);

function offencesIn<Part>(
  parts: readonly (Part & { readonly path: string })[],
  check: (part: Part) => readonly string[],
): readonly string[] {
  return parts.flatMap((part) => check(part).map((offence) => `${part.path}:${offence}`));
}

it('finds the sources it checks', () => {
  expect(files).toEqual(expect.arrayContaining(['index.ts', 'styles.css', 'styles/tokens.css']));
});

describe('style sheets', () => {
  const css = (text: string) => readStyleSheet(text);

  it('turn round with the direction of the text', () => {
    const held = sheets.filter(isHeldTo(physicalDeclarations));

    expect(offencesIn(held, ({ sheet }) => physicalDeclarations(sheet))).toEqual([]);
  });

  it.each([
    'left: 0',
    'margin-left: 1px',
    'padding-right: 1px',
    'border-left: 1px solid',
    'border-right-color: var(--fg-x)',
    'border-top-left-radius: 2px',
    'scroll-margin-left: 1px',
    'text-align: left',
    'float: right',
    'margin: 0 1px 2px 3px',
    'inset: 0 calc(1px + 2px) 0 0',
    'background: linear-gradient(to right, var(--fg-a), var(--fg-b))',
    'transform-origin: top left',
  ])('"%s" does not', (declaration) => {
    expect(physicalDeclarations(css(`.a { .b & { ${declaration} } }`))).toHaveLength(1);
  });

  it.each([
    'margin-inline-start: 1px',
    'text-align: start',
    'margin: 0 1px 2px 1px',
    'inset-inline: 0 1px',
    'inset: 0 calc(1px + 2px) 0 calc(1px + 2px)',
    'justify-content: space-between',
    'top: 0',
    '--fg-left: 1px',
  ])('"%s" does', (declaration) => {
    expect(physicalDeclarations(css(`.a { /* left: 0; */ ${declaration}; }`))).toEqual([]);
  });

  it('take every colour from a token', () => {
    const untold = sheets.filter(({ path }) => !isTokens(path));

    expect(offencesIn(untold, ({ sheet }) => ownColours(sheet))).toEqual([]);
  });

  it.each([
    'color: #fff',
    'background: rgb(0 0 0 / 10%)',
    'border: 1px solid red',
    'fill: var(--fg-a, #123456)',
    'box-shadow: 0 0 1px lightgray',
    '--own: oklch(50% 0 0)',
    'background: linear-gradient(var(--fg-a), white)',
  ])('"%s" does not', (declaration) => {
    expect(ownColours(css(`.a { ${declaration} }`))).toHaveLength(1);
  });

  it.each([
    'color: var(--fg-text)',
    'background: color-mix(in srgb, var(--fg-accent) 20%, transparent)',
    'border: 1px solid currentColor',
    'outline: 2px solid Highlight',
    'white-space: nowrap',
    'transition: background-color 1s',
  ])('"%s" does', (declaration) => {
    expect(ownColours(css(`.a { ${declaration} }`))).toEqual([]);
  });

  it('stay in the layer, where rules of the host win', () => {
    expect(offencesIn(sheets, ({ sheet }) => outsideTheLayer(sheet))).toEqual([]);
  });

  it.each([
    '.a { top: 0 }',
    '@media print { .a { top: 0 } }',
    '@layer other { }',
    "@import 'x.css';",
  ])('"%s" does not', (text) => {
    expect(outsideTheLayer(css(`@layer flowgraft.base { .b { top: 0 } }\n${text}`))).toHaveLength(
      1,
    );
  });

  it.each([
    '@layer flowgraft, flowgraft.a;',
    "@import './a.css';",
    "@import 'x/a.css' layer(flowgraft.x);",
  ])('"%s" does', (text) => {
    expect(outsideTheLayer(css(text))).toEqual([]);
  });

  it('are all part of styles.css', () => {
    const { sheet } = sheets.find(({ path }) => path === 'styles.css') as { sheet: StyleSheet };
    const own = sheets
      .filter(({ path }) => path.startsWith('styles/'))
      .map(({ path }) => `./${path}`);

    expect([...importsOf(sheet)].toSorted()).toEqual(own.toSorted());
  });
});

describe('modules', () => {
  const tsx = (text: string) => readModule('sample.tsx', text);

  it.each([
    ['place nothing by left and right', physicalStyles],
    ['run and render no text as code or markup', injections],
    ['keep nothing in the storage of the browser', browserStorage],
    ['ask nothing of the browser when they are imported', globalsAtImport],
    ['hold no words for users', hardCodedText],
    ['hold no colours', coloursInCode],
    ['need no more than React 18', newerThanReact18],
  ])('%s', (_, check) => {
    const held = modules.filter(isHeldTo(check));

    expect(offencesIn(held, ({ source }) => check(source))).toEqual([]);
  });

  it.each(exceptions)('$path is an exception because $reason', ({ path, rule }) => {
    const offences = path.endsWith('.css')
      ? (rule as SheetRule)(readStyleSheet(read(path)))
      : (rule as ModuleRule)(readModule(path, read(path)));

    expect(offences).not.toEqual([]);
  });

  it.each([
    [physicalStyles, 'const a = <i style={{ left: 1 }} />;'],
    [physicalStyles, 'const a = <i style={{ textAlign: "right" }} />;'],
    [physicalStyles, 'const a = { marginLeft: 1 };'],
    [physicalStyles, 'const a: CSSProperties = { right: 1 };'],
    [physicalStyles, 'function f() { element.style.left = "1px"; }'],
    [injections, 'const a = () => eval("1");'],
    [injections, 'const a = () => new Function("1");'],
    [injections, 'const a = <i dangerouslySetInnerHTML={b} />;'],
    [injections, 'function f() { element.innerHTML = ""; }'],
    [browserStorage, 'function f() { return localStorage.getItem("a"); }'],
    [browserStorage, 'function f() { return window.sessionStorage; }'],
    [globalsAtImport, 'const a = window.innerWidth;'],
    [globalsAtImport, 'export const isMac = /Mac/.test(navigator.platform);'],
    [globalsAtImport, 'if (matchMedia("x").matches) f();'],
    [globalsAtImport, 'class A { static a = document.body; }'],
    [globalsAtImport, 'class A extends HTMLElement {}'],
    [globalsAtImport, 'const a = (() => document.body)();'],
    [hardCodedText, 'const a = <i>Save</i>;'],
    [hardCodedText, 'const a = <i>{"Save"}</i>;'],
    [hardCodedText, 'const a = <i>{b ? "Save" : c}</i>;'],
    [hardCodedText, 'const a = <i>{b && `Save`}</i>;'],
    [hardCodedText, 'const a = <i>{`${b} nodes`}</i>;'],
    [hardCodedText, 'const a = <i aria-label="Save" />;'],
    [hardCodedText, 'const a = <i title={"Save"} />;'],
    [hardCodedText, 'const a = <i placeholder={b ?? "Search"} />;'],
    [hardCodedText, 'const a = <i>حفظ</i>;'],
    [coloursInCode, 'const a = "#fff";'],
    [newerThanReact18, 'import { use } from "react";'],
    [newerThanReact18, 'import { useState, useOptimistic as o } from "react";'],
    [newerThanReact18, 'const a = <PageContext value={1}><b /></PageContext>;'],
    [newerThanReact18, 'function A({ ref, b }) { return <i ref={ref}>{b}</i>; }'],
    [coloursInCode, 'const a = <i style={{ color: "rgb(0 0 0)" }} />;'],
  ])('%o finds %s', (check, text) => {
    expect(check(tsx(text))).toHaveLength(1);
  });

  it.each([
    [physicalStyles, 'const a = <i style={{ insetInlineStart: 1 }} />; const b = { left: 1 };'],
    [injections, 'const a: Function = b; const evaluate = 1;'],
    [globalsAtImport, 'function f() { return window; } const a = () => document.body;'],
    [globalsAtImport, 'const a = { location: 1 }.location; const b = typeof window;'],
    [globalsAtImport, 'class A { a = document.body; } interface B { a: HTMLElement; history: 1 }'],
    [
      hardCodedText,
      'const a = <i className="x" role="img" data-state={b ? "on" : "off"}>{t("a.b")}</i>;',
    ],
    [hardCodedText, 'const a = <i>{b === "Save" ? c : d} · &nbsp;</i>;'],
    [newerThanReact18, 'import { use } from "./use.js"; import { useState } from "react";'],
    [newerThanReact18, 'const a = <PageContext.Provider value={1} />; const f = ({ ref }) => ref;'],
    [
      newerThanReact18,
      'const A = forwardRef(function A({ b }, ref) { return <i ref={ref}>{b}</i>; });',
    ],
    [coloursInCode, 'const a = "#node"; const b = "var(--fg-text)";'],
  ])('%o passes %s', (check, text) => {
    expect(check(tsx(text))).toEqual([]);
  });
});

describe('languages', () => {
  const placeholders = (message: unknown): readonly string[] =>
    [...new Set<string>(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].toSorted();
  const source: Readonly<Record<string, unknown>> = english.messages;

  it.each([french, arabic])('$locale has every message and no other', ({ messages }) => {
    expect(Object.keys(messages).toSorted()).toEqual(Object.keys(source).toSorted());
  });

  it.each([french, arabic])('$locale names the same values', ({ messages }) => {
    const differing = Object.entries(messages).filter(
      ([key, message]) =>
        JSON.stringify(placeholders(message)) !== JSON.stringify(placeholders(source[key])),
    );

    expect(differing).toEqual([]);
  });

  it.each([english, french, arabic])('$locale counts as its speakers do', (language) => {
    const rules = new Intl.PluralRules(language.locale);
    const categories = new Set(Array.from({ length: 201 }, (_, count) => rules.select(count)));
    const incomplete = Object.entries(language.messages).filter(
      ([, message]) =>
        typeof message !== 'string' && [...categories].some((category) => !(category in message)),
    );

    expect(incomplete).toEqual([]);
  });

  it.each([english, french, arabic])('$locale leaves no message empty', ({ messages }) => {
    const empty = Object.entries(messages).filter(([, message]) =>
      /"\s*"/.test(
        JSON.stringify(typeof message === 'string' ? [message] : Object.values(message)),
      ),
    );

    expect(empty).toEqual([]);
  });
});
