/** What the style sheets of the React package keep to, as functions from text to offences. */

export interface Declaration {
  readonly property: string;
  readonly value: string;
  readonly line: number;
}

/** A statement that stands in no block: `@import …;`, `@layer a { … }`, a rule. */
export interface TopLevelStatement {
  readonly head: string;
  readonly hasBlock: boolean;
  readonly line: number;
}

export interface StyleSheet {
  readonly declarations: readonly Declaration[];
  readonly statements: readonly TopLevelStatement[];
}

/** Reads what the rules need of a style sheet; nested rules and at-rules are fine. */
export function readStyleSheet(css: string): StyleSheet {
  const text = css
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/"[^"\n]*"|'[^'\n]*'|url\([^)]*\)/g, (quoted) => quoted.replace(/[;{}]/g, '_'));
  const declarations: Declaration[] = [];
  const statements: TopLevelStatement[] = [];
  let depth = 0;
  let line = 1;
  let head = '';
  const take = (end: string) => {
    const found = head.trim();
    head = '';
    if (depth === 0 && found !== '') statements.push({ head: found, hasBlock: end === '{', line });
    const [, property, value] = /^(--[\w-]+|-?[a-z][a-z-]*)\s*:\s*([^{]+)$/s.exec(found) ?? [];
    if (depth > 0 && end !== '{' && property !== undefined && value !== undefined)
      declarations.push({ property, value: value.trim(), line });
  };
  for (const character of text) {
    if (character === '\n') line += 1;
    if (!';{}'.includes(character)) {
      head += character;
      continue;
    }
    take(character);
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
  }
  return { declarations, statements };
}

const sided =
  /^(?:left|right|(?:scroll-)?(?:margin|padding)-(?:left|right)|border-(?:left|right)(?:-(?:width|style|color))?|border-(?:top|bottom)-(?:left|right)-radius)$/;
const sideInValue =
  /^(?:text-align|float|clear|transform-origin|background-position|justify-(?:content|items|self))$/;
const fourSides =
  /^(?:margin|padding|inset|border-(?:width|style|color)|scroll-(?:margin|padding))$/;

/** Declarations that would not turn round where text runs from right to left. */
export function physicalDeclarations({ declarations }: StyleSheet): readonly string[] {
  return declarations.filter(isPhysical).map(shown);
}

function isPhysical({ property, value }: Declaration): boolean {
  if (sided.test(property)) return true;
  if (sideInValue.test(property) && /\b(?:left|right)\b/.test(value)) return true;
  if (/gradient\([^)]*\bto (?:left|right)\b/.test(value)) return true;
  const [, right, , left] = fourSides.test(property) ? topLevelWords(value) : [];
  return left !== undefined && left !== right;
}

/** Words of a value; those inside brackets stay together. */
function topLevelWords(value: string): readonly string[] {
  return value.match(/(?:[^\s()]+(?:\((?:[^()]|\([^()]*\))*\))?)+/g) ?? [];
}

const colourText =
  /#(?:[\da-f]{8}|[\da-f]{6}|[\da-f]{3,4})\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(/i;
const colourNames =
  /(?<![\w-])(?:white|black|red|green|blue|yellow|orange|purple|pink|brown|gr[ae]y|silver|navy|teal|maroon|olive|lime|aqua|cyan|magenta|fuchsia|gold|indigo|violet|crimson|tomato|salmon|coral|khaki|beige|ivory|lavender|turquoise|(?:dark|light|medium|deep|pale)[a-z]+)(?![\w-])/i;
const colourProperty =
  /color$|^(?:background|border|outline|fill|stroke|box-shadow|text-shadow|column-rule|text-decoration)/;

/** Colours that a host could not set, since they come from no token. */
export function ownColours({ declarations }: StyleSheet): readonly string[] {
  return declarations
    .filter(({ property, value }) => {
      const bare = value.replace(/var\(--fg-[\w-]+/g, '');
      return colourText.test(bare) || (colourProperty.test(property) && colourNames.test(bare));
    })
    .map(shown);
}

/** Statements outside of the package's layer, where they would win over the rules of the host. */
export function outsideTheLayer({ statements }: StyleSheet): readonly string[] {
  return statements
    .filter(({ head, hasBlock }) => !(hasBlock ? isLayerBlock(head) : isHarmless(head)))
    .map(({ head, line }) => `${line}: ${head.replace(/\s+/g, ' ')}`);
}

const isLayerBlock = (head: string) => /^@layer\s+flowgraft(?:\.[\w-]+)*$/.test(head);
const isHarmless = (head: string) =>
  /^@layer\s+flowgraft[\w.-]*(?:\s*,\s*flowgraft[\w.-]*)*$/.test(head) ||
  /^@import\s+['"]\.\/[^'"]+\.css['"]$/.test(head) ||
  /^@import\s+['"][^'"]+\.css['"]\s+layer\(flowgraft[\w.-]*\)$/.test(head);

/** Relative style sheets that one imports, for example `./styles/tokens.css`. */
export function importsOf({ statements }: StyleSheet): readonly string[] {
  return statements.flatMap(({ head }) => /^@import\s+['"](\.\/[^'"]+)/.exec(head)?.[1] ?? []);
}

const shown = ({ property, value, line }: Declaration) =>
  `${line}: ${property}: ${value.replace(/\s+/g, ' ')}`;
