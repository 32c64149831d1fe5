/** The address of a data source: it is only read. A module may be called `data`, a key anything. */
const read = /^(module\.[^.["]+(\[(\d+|"(\\.|[^"\\])*")\])?\.)*data\./

/** What is managed among the addresses that `terraform state list` printed. */
export function managedAddresses(printed: string): readonly string[] {
  return printed.split('\n').filter((line) => line !== '' && !read.test(line))
}
