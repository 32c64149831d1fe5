/**
 * The words of an error that is none of ours. JSON's parser quotes what it could not read, and what
 * Terraform and Ansible print as JSON may hold secrets that nobody knows of yet.
 */
export function foreignWords(caught: unknown): string {
  if (caught instanceof SyntaxError) return 'a text that was to be JSON is none'
  return caught instanceof Error ? caught.message : String(caught)
}
