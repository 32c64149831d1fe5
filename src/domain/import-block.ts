/** `module.name["key"].type.name[0]`: what a resource in the code can be called. */
const address =
  /^(module\.[A-Za-z_][\w-]*(\[(\d+|"[^"\\$%\x00-\x1f]*")\])?\.)*(?!(?:module|data)\.)[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*(\[(\d+|"[^"\\$%\x00-\x1f]*")\])?$/

/** Whether the text is the address of one managed resource. */
export function isResourceAddress(text: string): boolean {
  return text.length <= 500 && address.test(text)
}

/** An import block of Terraform for one resource; `id` is foreign text and stays a text. */
export function importBlock(to: string, id: string): string {
  return `import {\n  to = ${to}\n  id = ${hclText(id)}\n}\n`
}

/** A text as HCL writes it: nothing in it is interpolated. */
export function hclText(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(/[$%](?=\{)/g, (sign) => sign + sign)
  return `"${escaped}"`
}
