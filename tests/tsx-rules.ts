/** What the modules of the React package keep to, as functions from a source to offences. */

import ts from 'typescript';

/** Reads a module; `name` decides by its ending whether it may hold JSX. */
export function readModule(name: string, text: string): ts.SourceFile {
  return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
}

type Found = (node: ts.Node) => string | undefined;

/** Lines where a question about a node has an answer, for every node below `root` that `enters` lets in. */
function search(
  source: ts.SourceFile,
  found: Found,
  enters: (node: ts.Node) => boolean = () => true,
): readonly string[] {
  const offences: string[] = [];
  const visit = (node: ts.Node) => {
    if (!enters(node)) return;
    const what = found(node);
    if (what !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      offences.push(`${line + 1}: ${what.replace(/\s+/g, ' ').slice(0, 80)}`);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return offences;
}

const sided =
  /^(?:(?:scroll)?(?:margin|padding)(?:Left|Right)|(?:scroll)(?:Margin|Padding)(?:Left|Right)|border(?:Left|Right)(?:Width|Style|Color)?|border(?:Top|Bottom)(?:Left|Right)Radius)$/;

/** Properties of style objects that would not turn round where text runs from right to left. */
export function physicalStyles(source: ts.SourceFile): readonly string[] {
  return search(source, (node) => {
    if (ts.isPropertyAccessExpression(node) && isStyleProperty(node.expression)) {
      return isSide(node.name.text) ? node.getText(source) : undefined;
    }
    if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return undefined;
    const name = nameOf(node.name);
    if (sided.test(name)) return node.getText(source);
    if (!isInStyle(node)) return undefined;
    const isSided = isSide(name) || /^textAlign\s*:.*\b(?:left|right)\b/.test(node.getText(source));
    return isSided ? node.getText(source) : undefined;
  });
}

const isSide = (name: string) => name === 'left' || name === 'right' || sided.test(name);
const isStyleProperty = (node: ts.Expression) =>
  ts.isPropertyAccessExpression(node) && node.name.text === 'style';

/** True inside `style={…}` and in what is said to be `CSSProperties`. */
function isInStyle(node: ts.Node): boolean {
  for (let above = node.parent; !ts.isSourceFile(above); above = above.parent) {
    if (ts.isJsxAttribute(above)) return /style$/i.test(above.name.getText());
    const type =
      ts.isSatisfiesExpression(above) || ts.isAsExpression(above) || ts.isVariableDeclaration(above)
        ? above.type
        : undefined;
    if (type !== undefined && /\bCSSProperties\b/.test(type.getText())) return true;
  }
  return false;
}

const markup = /^(?:dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML)$/;

/** Text that would run as code or be read as markup. */
export function injections(source: ts.SourceFile): readonly string[] {
  return search(source, (node) => {
    const isCode =
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      /^(?:(?:globalThis|window)\.)?(?:eval|Function)$/.test(node.expression.getText(source));
    const isMarkup =
      (ts.isIdentifier(node) && markup.test(node.text)) ||
      (ts.isCallExpression(node) && node.expression.getText(source).startsWith('document.write'));
    return isCode || isMarkup ? node.getText(source) : undefined;
  });
}

/** The browser's own storage: it is the host's, who may have none to give. */
export function browserStorage(source: ts.SourceFile): readonly string[] {
  return search(source, (node) =>
    ts.isIdentifier(node) && /^(?:localStorage|sessionStorage|indexedDB)$/.test(node.text)
      ? node.getText(source)
      : undefined,
  );
}

const browserOnly =
  /^(?:window|document|navigator|location|history|screen|localStorage|sessionStorage|indexedDB|matchMedia|customElements|getComputedStyle|requestAnimationFrame|(?:HTML|SVG)\w*Element|(?:Resize|Intersection|Mutation)Observer)$/;

/** What a module asks of the browser when it is merely imported, which a server does too. */
export function globalsAtImport(source: ts.SourceFile): readonly string[] {
  return search(
    source,
    (node) =>
      ts.isIdentifier(node) && browserOnly.test(node.text) && !isOnlyAName(node)
        ? node.parent.getText(source)
        : undefined,
    (node) =>
      !runsLater(node) &&
      !ts.isTypeOfExpression(node) &&
      (!ts.isTypeNode(node) || isBaseClass(node)),
  );
}

/** Functions, and what a class does when an object of it is made. */
function runsLater(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node)) return true;
  if (ts.isPropertyDeclaration(node)) {
    return !(ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static);
  }
  const calledAtOnce =
    ts.isParenthesizedExpression(node.parent) && ts.isCallExpression(node.parent.parent);
  return ts.isFunctionLike(node) && !calledAtOnce;
}

/** `extends A` of a class, which asks for the value `A`. */
const isBaseClass = (node: ts.TypeNode) =>
  ts.isHeritageClause(node.parent) &&
  ts.isClassLike(node.parent.parent) &&
  node.parent.token === ts.SyntaxKind.ExtendsKeyword;

/** `a.location`, `{ location: … }`: the name of something else. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent) || ts.isBindingElement(parent)) {
    return parent.name === node || ('propertyName' in parent && parent.propertyName === node);
  }
  return ts.isJsxAttribute(parent) || ts.isExportSpecifier(parent);
}

const spoken =
  /^(?:aria-(?:label|description|roledescription|valuetext|placeholder)|title|placeholder|alt|label)$/;

/** Words for users that stand in the code, where no language can replace them. */
export function hardCodedText(source: ts.SourceFile): readonly string[] {
  return search(source, (node) => {
    if (ts.isJsxText(node)) return hasWords(node.text) ? node.text.trim() : undefined;
    const holdsText = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node);
    const isPart = ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (!holdsText && !isPart) return undefined;
    return hasWords(node.text) && isShown(node) ? node.getText(source) : undefined;
  });
}

const hasWords = (text: string) => /\p{L}/u.test(text.replace(/&\w+;/g, ''));

/** True for what a child or a spoken prop comes to; not for arguments, and not for other props. */
function isShown(node: ts.Node): boolean {
  let below = node;
  for (let above = node.parent; !ts.isSourceFile(above); below = above, above = above.parent) {
    if (ts.isJsxAttribute(above)) return spoken.test(above.name.getText());
    if (ts.isJsxExpression(above) && !ts.isJsxAttribute(above.parent)) return true;
    const isPassedOn =
      ts.isJsxExpression(above) ||
      ts.isParenthesizedExpression(above) ||
      ts.isTemplateSpan(above) ||
      ts.isTemplateExpression(above) ||
      (ts.isConditionalExpression(above) && above.condition !== below) ||
      (ts.isBinaryExpression(above) && isJoining(above.operatorToken.kind));
    if (!isPassedOn) return false;
  }
  return false;
}

const isJoining = (kind: ts.SyntaxKind) =>
  kind === ts.SyntaxKind.PlusToken ||
  kind === ts.SyntaxKind.QuestionQuestionToken ||
  kind === ts.SyntaxKind.BarBarToken ||
  kind === ts.SyntaxKind.AmpersandAmpersandToken;

const newApis =
  /^(?:use|useActionState|useOptimistic|useEffectEvent|useFormStatus|cache|Activity|ViewTransition)$/;

/** What React 18 does not have, on which hosts may still be. */
export function newerThanReact18(source: ts.SourceFile): readonly string[] {
  return search(source, (node) => {
    const isApi =
      ts.isImportSpecifier(node) &&
      /^react(?:-dom)?$/.test(moduleOf(node)) &&
      newApis.test((node.propertyName ?? node.name).text);
    const isProvider =
      (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) &&
      ts.isIdentifier(node.tagName) &&
      node.tagName.text.endsWith('Context');
    const isRefProp =
      ts.isBindingElement(node) &&
      nameOf(node.propertyName ?? (node.name as ts.PropertyName)) === 'ref' &&
      ts.isParameter(node.parent.parent) &&
      holdsJsx(node.parent.parent.parent);
    return isApi || isProvider || isRefProp ? node.getText(source) : undefined;
  });
}

function moduleOf({ parent }: ts.ImportSpecifier): string {
  const from = parent.parent.parent.moduleSpecifier;
  return ts.isStringLiteral(from) ? from.text : '';
}

function holdsJsx(node: ts.Node): boolean {
  if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node))
    return true;
  return ts.forEachChild(node, (child) => holdsJsx(child) || undefined) ?? false;
}

/** Colours that a host could not set, since they come from no token. */
export function coloursInCode(source: ts.SourceFile): readonly string[] {
  const colour = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$|\b(?:rgba?|hsla?|oklch)\(\s*\d/i;
  return search(source, (node) =>
    ts.isStringLiteralLike(node) && colour.test(node.text) ? node.getText(source) : undefined,
  );
}

function nameOf(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : '';
}
