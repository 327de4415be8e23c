/**
 * Rules for the core (floors 0 to 3) that the compiler cannot enforce: nothing ambient, nothing that waits, no state
 * of the module. The first of them holds for all that runs on a virtual clock too, so also for most of floor 4.
 */
import {
  type Node,
  type PropertyDeclaration,
  type SourceFile,
  SyntaxKind,
  type VariableDeclaration,
} from "typescript/unstable/ast";
import {
  isAwaitExpression,
  isBindingElement,
  isCallExpression,
  isExportSpecifier,
  isForOfStatement,
  isIdentifier,
  isImportSpecifier,
  isNewExpression,
  isPropertyAccessExpression,
  isPropertyDeclaration,
  isQualifiedName,
  isVariableStatement,
} from "typescript/unstable/ast/is";
import { CORE_STATE, type Excuse, HOST } from "./floors.ts";
import { inCore } from "./imports.ts";
import { type Finding, lineOf, nodesOf, type Source } from "./tree.ts";

/** Names that read the host, and why no core file may say them, not even for something of its own. */
const AMBIENT: ReadonlyMap<string, string> = new Map([
  ...row("reads a clock; time is an argument", "Date", "performance"),
  ...row(
    "is a timer; a deadline is data",
    "setTimeout",
    "setInterval",
    "setImmediate",
    "queueMicrotask",
    "clearTimeout",
  ),
  ...row("is the host's", "process", "console", "Buffer", "globalThis", "require", "__dirname", "__filename"),
  ...row("opens something", "fetch", "WebSocket", "XMLHttpRequest"),
  ...row("is not seeded", "crypto"),
  ...row("depends on the host's locale and zones", "Intl"),
  ...row("depends on garbage collection", "WeakRef", "FinalizationRegistry"),
]);

/** Members that read the host through an innocent object. */
const AMBIENT_MEMBERS: ReadonlyMap<string, string> = new Map([
  ...row("depends on the host's locale", "localeCompare", "toLocaleString", "toLocaleLowerCase", "toLocaleUpperCase"),
]);

function row(why: string, ...names: readonly string[]): [string, string][] {
  return names.map((name) => [name, why]);
}

const isUnder = (path: string, parent: string): boolean => path === parent || path.startsWith(`${parent}/`);
const isCore = ({ path, isTest }: Source): boolean => !isTest && inCore(path);

type Judge = (node: Node, source: Source) => string | undefined;

/** One finding per node that `judge` has something to say about. */
function walk(sources: readonly Source[], judge: Judge): Finding[] {
  return sources.flatMap((source) =>
    nodesOf(source.ast).flatMap((node) => {
      const what = judge(node, source);
      return what === undefined ? [] : [{ path: source.path, line: lineOf(source.ast, node), what }];
    }),
  );
}

/** No clock, timer, process, randomness, locale, `node:` module where the host has no excuse to be touched. */
export function ambient(sources: readonly Source[], excuses: readonly Excuse[] = HOST): Finding[] {
  const excused = ({ path }: Source): boolean => excuses.some((excuse) => isUnder(path, excuse.path));
  return touches(sources.filter((source) => !source.isTest && (isCore(source) || !excused(source))));
}

function touches(pure: readonly Source[]): Finding[] {
  const modules = pure.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier }) => specifier.startsWith("node:"))
      .map(({ specifier, line }) => ({ path, line, what: `imports ${specifier}` })),
  );
  return [...modules, ...walk(pure, ambientName)];
}

const ambientName: Judge = (node) => {
  if (node.kind === SyntaxKind.MetaProperty) return "import.meta is the host's";
  if (!isIdentifier(node)) return undefined;
  if (isMember(node)) return said(node.text, AMBIENT_MEMBERS);
  if (node.text === "Math" && !isSeededMath(node)) return "Math.random is not seeded; draw from a Prng";
  return said(node.text, AMBIENT);
};

function said(name: string, why: ReadonlyMap<string, string>): string | undefined {
  const reason = why.get(name);
  return reason === undefined ? undefined : `${name} ${reason}`;
}

/** Whether the identifier names a member of something else, and so nothing of the host. */
function isMember(node: Node): boolean {
  const parent = node.parent;
  if (isPropertyAccessExpression(parent)) return parent.name === node;
  if (isQualifiedName(parent)) return parent.right === node;
  if (isBindingElement(parent) || isImportSpecifier(parent) || isExportSpecifier(parent))
    return parent.propertyName === node;
  return MEMBER_DECLARATIONS.has(parent.kind) && (parent as Node & { name?: Node }).name === node;
}

const MEMBER_DECLARATIONS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.PropertyAssignment,
  SyntaxKind.PropertySignature,
  SyntaxKind.PropertyDeclaration,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.MethodSignature,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
]);

/** `Math.floor` and its like; not `Math.random`, `Math["random"]` or `Math` handed on. */
function isSeededMath(node: Node): boolean {
  const parent = node.parent;
  return isPropertyAccessExpression(parent) && parent.expression === node && parent.name.text !== "random";
}

/** Nothing in the core waits: no promise, no `async`, no `await`, no module loaded later. */
export function waiting(sources: readonly Source[]): Finding[] {
  return walk(sources.filter(isCore), (node) => {
    if (node.kind === SyntaxKind.AsyncKeyword) return "async: the core never waits";
    if (isAwaitExpression(node) || (isForOfStatement(node) && node.awaitModifier)) return "await: the core never waits";
    if (isIdentifier(node) && node.text.startsWith("Promise") && !isMember(node))
      return `${node.text}: answers are inputs`;
    if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword)
      return "import(): the core never waits";
    return undefined;
  });
}

/** State lives in a machine, never in a module of the core, where two engines in one process would share it. */
export function moduleState(sources: readonly Source[], excuses: readonly Excuse[] = CORE_STATE): Finding[] {
  const found = sources.filter(isCore).flatMap((source) => statesOf(source));
  return found.filter(({ path, name }) => !excuses.some((excuse) => excuse.path === `${path}#${name}`));
}

type State = Finding & { readonly name: string };

function statesOf(source: Source): State[] {
  const state = (node: Node, name: string, what: string): State => {
    return { path: source.path, line: lineOf(source.ast, node), name, what };
  };
  const lists = source.ast.statements.filter(isVariableStatement).map(({ declarationList }) => declarationList);
  const variables = lists.flatMap((list) =>
    list.declarations.flatMap((declaration) => {
      const name = declaration.name.getText(source.ast);
      if (!/^const\b/.test(list.getText(source.ast)))
        return [state(declaration, name, `the module's ${name} can be assigned`)];
      return isToBeFilled(declaration, source)
        ? [state(declaration, name, `the module's ${name} is to be filled later`)]
        : [];
    }),
  );
  const statics = nodesOf(source.ast).filter(isPropertyDeclaration).filter(isAssignableStatic);
  const named = statics.map((property) => [property, property.name.getText(source.ast)] as const);
  return [...variables, ...named.map(([node, name]) => state(node, name, `the class's ${name} can be assigned`))];
}

function isAssignableStatic({ modifiers }: PropertyDeclaration): boolean {
  const kinds = modifiers?.map(({ kind }) => kind) ?? [];
  return kinds.includes(SyntaxKind.StaticKeyword) && !kinds.includes(SyntaxKind.ReadonlyKeyword);
}

/**
 * A constant that is an empty container, or has an empty map or set inside, can only be meant to be filled. What a named
 * type or a readonly one says of it is the compiler's matter.
 */
function isToBeFilled({ initializer, type }: VariableDeclaration, { ast }: Source): boolean {
  const said = type?.getText(ast);
  if (!initializer || (said !== undefined && !MUTABLE_TYPE.test(said))) return false;
  return EMPTY_LITERAL.test(initializer.getText(ast)) || evaluated(initializer).some((node) => isEmptyMap(node, ast));
}

const EMPTY_LITERAL = /^(\[\s*\]|\{\s*\})$/;
const MUTABLE_TYPE = /^(?!readonly\b).*\[\]$|^(Array|Record|Partial|(Weak)?(Map|Set))</;

/** The nodes that are evaluated when the module is loaded: not the bodies of functions and classes. */
function evaluated(node: Node): Node[] {
  const found: Node[] = [node];
  if (LATER.has(node.kind)) return [];
  node.forEachChild((child) => void found.push(...evaluated(child)));
  return found;
}

const LATER: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.ArrowFunction,
  SyntaxKind.FunctionExpression,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.ClassExpression,
]);

const isEmptyMap = (node: Node, ast: SourceFile): boolean =>
  isNewExpression(node) && !node.arguments?.length && /^(Weak)?(Map|Set)$/.test(node.expression.getText(ast));
