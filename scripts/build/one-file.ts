import { basename } from 'node:path'
import { type BuildOptions, type BuildResult, build, type Plugin } from 'esbuild'

/** What a program needs at one moment. */
export interface Together {
  /** The file that it becomes. */
  readonly name: string
  /** Entry points, or modules that are imported late: the start of each file's name. */
  readonly needs: readonly string[]
}

interface Piece {
  readonly text: string
  readonly exports: readonly string[]
  /** Pieces that are there before this one runs. */
  readonly after: readonly string[]
}
type Pieces = ReadonlyMap<string, Piece>
export type Split = BuildResult<BuildOptions & { metafile: true; write: false }>

/**
 * Makes one file of what is needed at one moment. esbuild splits it wherever two entries or late imports
 * share something, and to find, read and link each piece takes Node a third of a millisecond. A piece
 * that went into such a file stays in its old place as a door to it, for rarer parts that ask there.
 * @param groups in the order of their moments
 * @returns the text of each file by its name
 */
export async function oneFileEach(
  built: Split,
  groups: readonly Together[],
): Promise<ReadonlyMap<string, string>> {
  const pieces = piecesOf(built)
  const texts = new Map([...pieces].map(([name, { text }]) => [name, text]))
  const plan: Plan = { pieces, home: new Map(), wanted: new Map() }
  for (const { name, needs } of groups) {
    for (const one of pieces.keys()) {
      if (needs.some((start) => one.startsWith(start))) plan.wanted.set(one, name)
    }
  }
  for (const { name } of groups) {
    const first = [...plan.wanted].flatMap(([one, its]) => (its === name ? [one] : []))
    const members = closure(pieces, first).filter((one) => !plan.home.has(one))
    for (const one of members) plan.home.set(one, name)
    texts.set(name, await joined(name, members, plan))
    for (const one of members) if (one !== name) texts.set(one, door(one, plan))
  }
  return texts
}

interface Plan {
  readonly pieces: Pieces
  /** The file into which a piece went. */
  readonly home: Map<string, string>
  /** The same for those that are asked for by themselves; they keep the names of what they export. */
  readonly wanted: Map<string, string>
}

function piecesOf({ metafile, outputFiles }: Split): Pieces {
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
  return new Map(
    Object.entries(metafile.outputs).map(([path, { exports, imports }]) => {
      const before = imports.filter((one) => one.kind === 'import-statement' && !one.external)
      const after = before.map((one) => basename(one.path))
      return [basename(path), { text: texts.get(basename(path)) ?? '', exports, after }]
    }),
  )
}

/** These and all that they import at once, each behind what it imports. */
function closure(pieces: Pieces, first: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  const ordered: string[] = []
  const visit = (name: string) => {
    if (seen.has(name)) return
    seen.add(name)
    for (const one of pieces.get(name)?.after ?? []) visit(one)
    ordered.push(name)
  }
  first.forEach(visit)
  return ordered
}

/** What a piece's export is called in the file that it went into: pieces may export the same name. */
function alias(piece: string, name: string, { wanted }: Plan): string {
  return wanted.has(piece) ? name : `${piece.replace(/\W/g, '_')}_${name}`
}

function door(piece: string, plan: Plan): string {
  const names = plan.pieces.get(piece)?.exports ?? []
  const list = names.map((name) => `${alias(piece, name, plan)} as ${name}`)
  return `export{${list.join()}}from"./${plan.home.get(piece)}";`
}

async function joined(name: string, members: readonly string[], plan: Plan): Promise<string> {
  const lines = members.map((piece) => {
    const names = plan.pieces.get(piece)?.exports ?? []
    const list = names.map((one) => `${one} as ${alias(piece, one, plan)}`)
    return `export{${list.join()}}from"./${piece}";`
  })
  const { outputFiles } = await build({
    stdin: { contents: lines.join('\n'), sourcefile: 'together' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    write: false,
    plugins: [inMemory(name, plan)],
  })
  return outputFiles[0]?.text ?? ''
}

/** Reads pieces from the first build: those of this file as they are, others where they went or stay. */
function inMemory(name: string, plan: Plan): Plugin {
  const { pieces, home, wanted } = plan
  return {
    name: 'in-memory',
    setup(inner) {
      inner.onResolve({ filter: /^\.\// }, ({ path, kind, namespace }) => {
        const piece = basename(path)
        if (kind === 'dynamic-import') {
          return { path: `./${wanted.get(piece) ?? piece}`, external: true }
        }
        const into = home.get(piece)
        if (into === undefined || namespace === 'door') return { path, external: true }
        return { path: piece, namespace: into === name ? 'piece' : 'door' }
      })
      inner.onLoad({ filter: /./, namespace: 'piece' }, ({ path }) => ({
        contents: pieces.get(path)?.text ?? '',
      }))
      inner.onLoad({ filter: /./, namespace: 'door' }, ({ path }) => ({
        contents: door(path, plan),
      }))
    },
  }
}
