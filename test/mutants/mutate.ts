/** All faults that can be seeded into a source file, one at a time: what a slip of the hand would make of it. Reads the syntax tree; writes nothing. */
import * as ast from 'typescript/unstable/ast';
import type { Project } from 'typescript/unstable/sync';

export interface Mutant {
  /** Below the package, with `/`. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly lineText: string;
  /** What became of what: `< → <=`. */
  readonly what: string;
  /** The text of the file from `start` to `end` gives way to `replacement`. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

type Change = Pick<Mutant, 'what' | 'start' | 'end' | 'replacement'>;

const { SyntaxKind } = ast;

/** What stands in the place of an operator. */
const OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '+=': '-=',
  '-=': '+=',
  '++': '--',
  '--': '++',
  '??=': '=',
};

/** What a function of this type gives at its most indifferent. */
const CONSTANTS: readonly (readonly [type: RegExp, constants: readonly string[]])[] = [
  [/^boolean$/, ['true', 'false']],
  [/^number$/, ['0']],
  [/^string$/, ["''"]],
  [/\[\]$/, ['[]']],
];

/** In the order of the text. `path` is below the package, `absolutePath` what the project calls it. */
export function mutantsOf(project: Project, path: string, absolutePath: string): Mutant[] {
  const file = project.program.getSourceFile(absolutePath);
  if (file === undefined) throw new Error(`${path} is no part of the project`);
  const changes: Change[] = [];
  const visit = (node: ast.Node): void => {
    if (hasNothingToChange(node)) return;
    changes.push(...changesOf(node, project));
    node.forEachChild(visit);
  };
  file.forEachChild(visit);
  const lines = file.text.split('\n');
  return changes.map((change) => {
    const line = file.text.slice(0, change.start).split('\n').length;
    return { path, line, lineText: lines[line - 1].trim(), ...change };
  });
}

/** Types, names of modules and of properties, and the words of errors that tell of a bug. */
const hasNothingToChange = (node: ast.Node): boolean =>
  (ast.isTypeNode(node) && !ast.isExpressionWithTypeArguments(node)) ||
  ast.isImportDeclaration(node) ||
  ast.isExportDeclaration(node) ||
  ast.isInterfaceDeclaration(node) ||
  ast.isTypeAliasDeclaration(node) ||
  ast.isThrowStatement(node) ||
  (ast.isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword);

function changesOf(node: ast.Node, project: Project): Change[] {
  const [start, end] = [node.getStart(), node.getEnd()];
  const becomes = (what: string, replacement: string): Change[] => [{ what, start, end, replacement }];
  if (ast.isIfStatement(node) || ast.isWhileStatement(node)) return negated(node.expression);
  if (ast.isConditionalExpression(node)) return negated(node.condition);
  if (ast.isForStatement(node) && node.condition) return negated(node.condition);
  if (ast.isBinaryExpression(node)) return ofOperation(node);
  if (ast.isPrefixUnaryExpression(node) || ast.isPostfixUnaryExpression(node)) return ofUnary(node);
  if (node.kind === SyntaxKind.TrueKeyword) return becomes('true → false', 'false');
  if (node.kind === SyntaxKind.FalseKeyword) return becomes('false → true', 'true');
  if (ast.isStringLiteral(node)) return ofString(node, end - start > 2 ? becomes('text emptied', "''") : []);
  if (ast.isTemplateExpression(node)) return becomes('text emptied', '``');
  if (ast.isRegularExpressionLiteral(node)) return becomes('pattern emptied', '/(?:)/');
  if (ast.isExpressionStatement(node))
    return becomes(isCall(node.expression) ? 'call removed' : 'statement removed', ';');
  if (ast.isContinueStatement(node)) return becomes('continue removed', ';');
  if (ast.isReturnStatement(node) && node.expression) return ofResult(node.expression, project);
  if (ast.isArrowFunction(node) && !ast.isBlock(node.body)) return ofResult(node.body, project);
  return [];
}

const isCall = (node: ast.Node): boolean =>
  ast.isCallExpression(node) || (ast.isAwaitExpression(node) && ast.isCallExpression(node.expression));

const negated = (condition: ast.Node): Change[] => [
  {
    what: 'condition negated',
    start: condition.getStart(),
    end: condition.getEnd(),
    replacement: `!(${condition.getText()})`,
  },
];

const isCondition = (node: ast.Node): boolean => {
  const { parent } = node;
  return (
    (ast.isIfStatement(parent) && parent.expression === node) ||
    (ast.isConditionalExpression(parent) && parent.condition === node)
  );
};

const isText = (node: ast.Node): boolean => ast.isStringLiteral(node) || ast.isTemplateExpression(node);

function ofOperation(node: ast.BinaryExpression): Change[] {
  const { left, right, operatorToken } = node;
  const operator = operatorToken.getText();
  if (operator === '??') return [{ what: '?? dropped', start: left.getEnd(), end: right.getEnd(), replacement: '' }];
  // An equation that is a whole condition is negated already, and texts cannot be subtracted.
  const isElsewhere = ['===', '!=='].includes(operator) && isCondition(node);
  if (isElsewhere || (operator === '+' && (isText(left) || isText(right)))) return [];
  return ofToken(operator, operatorToken.getStart());
}

function ofUnary(node: ast.PrefixUnaryExpression | ast.PostfixUnaryExpression): Change[] {
  const [start, end] = [node.getStart(), node.getEnd()];
  const text = node.getText();
  if (text.startsWith('!')) return [{ what: '! dropped', start, end: start + 1, replacement: '' }];
  if (ast.isPostfixUnaryExpression(node)) return ofToken(text.slice(-2), end - 2);
  return ofToken(text.startsWith('++') || text.startsWith('--') ? text.slice(0, 2) : text[0], start);
}

function ofToken(operator: string, start: number): Change[] {
  const replacement = OPERATORS[operator];
  if (replacement === undefined) return [];
  return [{ what: `${operator} → ${replacement}`, start, end: start + operator.length, replacement }];
}

/** A name of a property is no text, and nor is a directive. */
function ofString(node: ast.Node, changes: Change[]): Change[] {
  const { parent } = node;
  const isName = ast.isPropertyAssignment(parent) && parent.name === node;
  return isName || ast.isExpressionStatement(parent) ? [] : changes;
}

function ofResult(expression: ast.Node, project: Project): Change[] {
  const type = project.checker.getTypeAtLocation(expression);
  const name = type === undefined ? '' : project.checker.typeToString(type);
  const constants = CONSTANTS.find(([pattern]) => pattern.test(name))?.[1] ?? [];
  const [start, end] = [expression.getStart(), expression.getEnd()];
  return constants
    .filter((constant) => constant !== expression.getText())
    .map((constant) => ({ what: `gives ${constant}`, start, end, replacement: constant }));
}
