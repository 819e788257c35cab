// Finds small changes of a TypeScript source that a test should notice, on its syntax tree
// (scripts/mutants.mjs).
import ts from 'typescript'

const { SyntaxKind: Kind } = ts

/** What an operator becomes. The operators of arithmetic are changed between numbers only. */
const OPERATORS = new Map([
  [Kind.LessThanToken, ['<=', '>=']],
  [Kind.LessThanEqualsToken, ['<', '>']],
  [Kind.GreaterThanToken, ['>=', '<=']],
  [Kind.GreaterThanEqualsToken, ['>', '<']],
  [Kind.EqualsEqualsEqualsToken, ['!==']],
  [Kind.ExclamationEqualsEqualsToken, ['===']],
  [Kind.AmpersandAmpersandToken, ['||']],
  [Kind.BarBarToken, ['&&']],
])
const ARITHMETIC = new Map([
  [Kind.PlusToken, '-'],
  [Kind.MinusToken, '+'],
  [Kind.AsteriskToken, '/'],
  [Kind.SlashToken, '*'],
  [Kind.PlusEqualsToken, '-='],
  [Kind.MinusEqualsToken, '+='],
  [Kind.AsteriskEqualsToken, '/='],
  [Kind.SlashEqualsToken, '*='],
])
const SWAPPED = { min: 'max', max: 'min' }

/**
 * @param {ts.SourceFile} source
 * @param {ts.TypeChecker} checker
 * @returns {{start: number, end: number, text: string}[]} replacements, in the order of the text
 */
export function mutationsOf(source, checker) {
  const found = []
  const replace = (node, text) => found.push({ start: node.getStart(source), end: node.end, text })
  const isNumber = (node) => (checker.getTypeAtLocation(node).flags & ts.TypeFlags.NumberLike) !== 0

  function visit(node) {
    if (hasNoBehaviour(node)) return
    if (ts.isBinaryExpression(node)) binary(node)
    else if (ts.isNumericLiteral(node)) number(node)
    else if (node.kind === Kind.TrueKeyword) replace(node, 'false')
    else if (node.kind === Kind.FalseKeyword) replace(node, 'true')
    else if (ts.isIfStatement(node)) branch(node)
    else if (ts.isConditionalExpression(node)) negate(node.condition)
    else if (ts.isWhileStatement(node)) negate(node.expression)
    else if (ts.isElementAccessExpression(node)) index(node)
    else if (ts.isPropertyAccessExpression(node)) extreme(node)
    ts.forEachChild(node, visit)
  }

  function binary({ left, operatorToken, right }) {
    for (const text of OPERATORS.get(operatorToken.kind) ?? []) replace(operatorToken, text)
    const other = ARITHMETIC.get(operatorToken.kind)
    if (other && isNumber(left) && isNumber(right)) replace(operatorToken, other)
  }

  function number(node) {
    const value = Number(node.text)
    if (value + 1 !== value) replace(node, String(value + 1))
  }

  function branch(node) {
    negate(node.expression)
    const { thenStatement, elseStatement } = node
    const last = ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement
    if (!elseStatement && last && ts.isReturnStatement(last)) replace(node, ';')
  }

  const negate = (condition) => replace(condition, `!(${condition.getText(source)})`)

  function index({ expression, argumentExpression }) {
    const isList = checker.getIndexTypeOfType(
      checker.getTypeAtLocation(expression),
      ts.IndexKind.Number,
    )
    if (isList && isNumber(argumentExpression)) {
      replace(argumentExpression, `(${argumentExpression.getText(source)}) + 1`)
    }
  }

  function extreme({ expression, name }) {
    if (expression.getText(source) === 'Math' && name.text in SWAPPED) {
      replace(name, SWAPPED[name.text])
    }
  }

  visit(source)
  return found.sort((a, b) => a.start - b.start || a.end - b.end)
}

/** Types, imports and the words of errors: no number and no table depends on them. */
function hasNoBehaviour(node) {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isThrowStatement(node) ||
    (ts.isNewExpression(node) && /Error$/.test(node.expression.getText()))
  )
}
