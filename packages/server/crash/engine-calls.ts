import { relative } from 'node:path'
import ts from 'typescript'

/** A place in the engine's sources where it waits for its store or a provider. */
export interface EngineCall {
  /** Absolute. */
  file: string
  /** The span of the call in that file, in characters. */
  start: number
  end: number
  /** Where and what it is, for people: `jobs/poll-job.ts:34 scheduler.admit`. */
  name: string
  /** Whether something is awaited to make the call. */
  awaits: boolean
}

/** Where what the engine waits for is declared: the methods of these interfaces, and functions of these types. */
const PORTS = new Set(['JobStore', 'AnyVideoAdapter', 'VideoAdapter', 'VideoWebhook', 'KeepVideo'])

/**
 * Every call in the engine's sources that returns a promise and, itself or by what it calls, waits for the store or a
 * provider: found by their types, so that a new one cannot be forgotten.
 *
 * @param entry the file that the engine begins in; what it imports of `folder` is the engine
 */
export function findEngineCalls(entry: string, folder: string, options: ts.CompilerOptions): EngineCall[] {
  const program = ts.createProgram([entry], options)
  const checker = program.getTypeChecker()
  const files = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(folder) && !fileName.includes('/stores/'))
  const implementations = findImplementations(files, checker)
  const waiting = findWaiting()

  /** What a call calls: declarations of ours, with what implements them. */
  function called(node: ts.CallExpression): ts.Node[] {
    const declaration = checker.getResolvedSignature(node)?.declaration
    if (!declaration) return []
    const symbol = symbolOf(node.expression)
    const declared = [declaration, ...(symbol?.declarations ?? [])]
    return declared.flatMap((one) => [one, ...(implementations.get(one) ?? [])])
  }

  function symbolOf(node: ts.Expression): ts.Symbol | undefined {
    const symbol = checker.getSymbolAtLocation(node)
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  }

  /** Whether a node stands for a method of a port, called or handed on. */
  function isPort(node: ts.Node): boolean {
    if (!ts.isPropertyAccessExpression(node) && !ts.isIdentifier(node)) return false
    const symbol = checker.getSymbolAtLocation(node)
    const declarations = symbol?.declarations ?? []
    return declarations.some((one) => isPortMethod(one)) || isPortFunction(node)
  }

  function isPortMethod(declaration: ts.Node): boolean {
    const { parent } = declaration
    if (!parent || !ts.isInterfaceDeclaration(parent) || !PORTS.has(parent.name.text)) return false
    const type = checker.getTypeAtLocation(declaration)
    return type.getNonNullableType().getCallSignatures().some(returnsPromise)
  }

  function isPortFunction(node: ts.Node): boolean {
    if (!ts.isCallExpression(node.parent) || node.parent.expression !== node) return false
    const alias = checker.getTypeAtLocation(node).getNonNullableType().aliasSymbol
    return alias !== undefined && PORTS.has(alias.name)
  }

  function returnsPromise(signature: ts.Signature): boolean {
    const type = checker.getReturnTypeOfSignature(signature).getNonNullableType()
    return type.getSymbol()?.name === 'Promise'
  }

  /** Functions that wait for a port, or call one that does. */
  function findWaiting(): Set<ts.Node> {
    const found = new Set<ts.Node>()
    for (let size = -1; size !== found.size; ) {
      size = found.size
      for (const file of files) {
        visit(file, (node) => {
          if (!isPort(node) && !(ts.isCallExpression(node) && called(node).some((one) => found.has(one))))
            return
          for (const holder of holders(node)) found.add(holder)
        })
      }
    }
    return found
  }

  function isCall(node: ts.Node): node is ts.CallExpression {
    if (!ts.isCallExpression(node)) return false
    const signature = checker.getResolvedSignature(node)
    if (!signature || !returnsPromise(signature)) return false
    if (isPort(node.expression) || called(node).some((one) => waiting.has(one))) return true
    const isOurs = called(node).some((one) => files.includes(one.getSourceFile()))
    return isOurs && node.arguments.some((one) => ts.isFunctionLike(one) && waiting.has(one))
  }

  const calls: EngineCall[] = []
  for (const file of files) {
    visit(file, (node) => {
      if (!isCall(node)) return
      const start = node.getStart(file)
      const { line } = file.getLineAndCharacterOfPosition(start)
      const what = node.expression.getText(file).replace(/\s+/g, '')
      const name = `${relative(folder, file.fileName)}:${line + 1} ${what}`
      calls.push({ file: file.fileName, start, end: node.end, name, awaits: node.arguments.some(isAwaiting) })
    })
  }
  return calls
}

/** The functions that a node is part of: up to the first that has a name, because callbacks run within their callers. */
function* holders(node: ts.Node): Generator<ts.Node> {
  for (let at = node.parent; at; at = at.parent) {
    if (!ts.isFunctionLike(at)) continue
    yield at
    const { parent } = at
    if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) yield parent
    if (!ts.isCallExpression(parent)) return
  }
}

/** Members of interfaces, with the functions of object literals that implement them. */
function findImplementations(
  files: readonly ts.SourceFile[],
  checker: ts.TypeChecker,
): Map<ts.Node, ts.Node[]> {
  const found = new Map<ts.Node, ts.Node[]>()
  for (const file of files) {
    visit(file, (node) => {
      if (!ts.isObjectLiteralExpression(node)) return
      const wanted = checker.getContextualType(node)
      for (const property of node.properties) {
        const name = property.name?.getText(file)
        const declared = name === undefined ? undefined : wanted?.getProperty(name)
        const value = ts.isShorthandPropertyAssignment(property)
          ? checker.getShorthandAssignmentValueSymbol(property)?.valueDeclaration
          : property
        for (const declaration of declared?.declarations ?? []) {
          if (value) found.set(declaration, [...(found.get(declaration) ?? []), value])
        }
      }
    })
  }
  return found
}

function isAwaiting(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false
  return ts.isAwaitExpression(node) || (ts.forEachChild(node, isAwaiting) ?? false)
}

function visit(node: ts.Node, heed: (node: ts.Node) => void): void {
  heed(node)
  ts.forEachChild(node, (child) => visit(child, heed))
}
