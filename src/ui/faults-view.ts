import { columns } from './columns.ts'

interface FaultRow {
  readonly id: string
  readonly kind: string
  readonly about: string
  readonly hits: number | null
}

/** The faults that are set, a row each. */
export function faultsText(faults: readonly FaultRow[]): string {
  if (faults.length === 0) return 'No fault is set.\n'
  return columns(faults.map((fault) => cells(fault)))
}

/** One fault in a line. */
export function faultLine(fault: FaultRow): string {
  return cells(fault)
    .filter((cell) => cell !== '')
    .join('  ')
}

function cells({ id, kind, about, hits }: FaultRow): string[] {
  return [id, kind, about, hits === null ? '' : `${hits} hit`]
}
