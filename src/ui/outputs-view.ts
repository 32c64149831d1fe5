import { withoutControls } from '../domain/control-characters.ts'
import type { Json } from '../domain/json.ts'
import { columns } from './columns.ts'

/** The stack's outputs, one a line; a text that could steer the terminal is shown as JSON. */
export function outputsText(
  outputs: Readonly<Record<string, { readonly value: Json; readonly sensitive: boolean }>>,
): string {
  const rows = Object.entries(outputs).map(([name, { value, sensitive }]) => [
    withoutControls(name),
    sensitive ? '(sensitive)' : shown(value),
  ])
  return rows.length === 0 ? 'Nothing is built yet.\n' : columns(rows)
}

function shown(value: Json): string {
  if (typeof value === 'string' && value === withoutControls(value)) return value
  return withoutControls(JSON.stringify(value))
}
