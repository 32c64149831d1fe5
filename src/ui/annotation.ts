/**
 * A GitHub annotation, one line. Escapes by actions/toolkit, "Problem matchers and workflow commands":
 * `%`, CR and LF everywhere, in properties `:` and `,` too.
 */
export function annotation(level: 'error' | 'warning' | 'notice', title: string, text: string) {
  return `::${level} title=${property(title)}::${data(text)}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
