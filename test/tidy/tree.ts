/**
 * A tree of source files as the rules see it: parsed by the TypeScript compiler itself, never executed.
 *
 * The tree is a plain map from path to text, so that a rule can be shown a violation that exists in no checkout.
 * Paths are relative to the repository and use `/`.
 */
import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type Node, type SourceFile, SyntaxKind } from "typescript/unstable/ast";
import {
  isCallExpression,
  isExportDeclaration,
  isImportDeclaration,
  isStringLiteral,
} from "typescript/unstable/ast/is";
import { createVirtualFileSystem } from "typescript/unstable/fs";
import { API } from "typescript/unstable/sync";

/** Path to text: `*.ts` files, and the JSON files that the rules compare with. */
export type Tree = Readonly<Record<string, string>>;

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly ast: SourceFile;
  readonly imports: readonly Import[];
  readonly isTest: boolean;
}

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** The path in the tree, for a relative import. */
  readonly target: string | undefined;
  readonly line: number;
}

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

/** The repository's own tree. */
export function readTree(root: string): Tree {
  const paths = globSync(["{src,test,bench}/**/*.ts", "package.json", "tsconfig.*.json"], { cwd: root });
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** Parses every TypeScript file of the tree; types are not resolved. */
export function parse(tree: Tree): Source[] {
  const paths = Object.keys(tree).filter((path) => path.endsWith(".ts"));
  const files = Object.fromEntries(paths.map((path) => [`/tree/${path}`, tree[path]!]));
  files["/tree/tsconfig.json"] = JSON.stringify({
    compilerOptions: { noLib: true, noResolve: true, types: [] },
    files: paths,
  });
  const api = new API({ fs: createVirtualFileSystem(files) });
  try {
    const project = api.updateSnapshot({ openProjects: ["/tree/tsconfig.json"] }).getProjects()[0]!;
    return paths.sort().map((path) => sourceOf(path, tree[path]!, project.program.getSourceFile(`/tree/${path}`)!));
  } finally {
    api.close();
  }
}

function sourceOf(path: string, text: string, ast: SourceFile): Source {
  const imports = nodesOf(ast).flatMap((node) => importOf(path, ast, node) ?? []);
  return { path, text, ast, imports, isTest: !path.startsWith("src/") || path.endsWith(".test.ts") };
}

/** Static imports, re-exports and `import("…")`; an import type counts like an import. */
function importOf(path: string, ast: SourceFile, node: Node): Import | undefined {
  const specifier = specifierOf(node);
  if (specifier === undefined || !isStringLiteral(specifier)) return undefined;
  const relative = specifier.text.startsWith(".");
  const target = relative ? posix.join(posix.dirname(path), specifier.text) : undefined;
  return { specifier: specifier.text, target, line: lineOf(ast, specifier) };
}

function specifierOf(node: Node): Node | undefined {
  if (isImportDeclaration(node) || isExportDeclaration(node)) return node.moduleSpecifier;
  if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) return node.arguments[0];
  if (node.kind === SyntaxKind.ImportType) return first(first(node));
  return undefined;
}

const first = (node: Node | undefined): Node | undefined => node?.forEachChild((child) => child);

/** A node and everything below it, in source order. */
export function nodesOf(root: Node): Node[] {
  const found: Node[] = [];
  const visit = (node: Node): undefined => {
    found.push(node);
    node.forEachChild(visit);
  };
  visit(root);
  return found;
}

export function lineOf(ast: SourceFile, node: Node): number {
  return ast.text.slice(0, node.getStart(ast)).split("\n").length;
}

/** `file.ts:12 what`, one line per finding: what a failing test prints. */
export const show = (findings: readonly Finding[]): string =>
  findings.map(({ path, line, what }) => `${path}:${line} ${what}`).join("\n");
