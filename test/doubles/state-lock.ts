/** How Terraform says, with `-json`, that somebody holds the lock of the state. */
export function lockError(who: string, created: string, id = 'lock-1'): string {
  return JSON.stringify({
    type: 'diagnostic',
    diagnostic: {
      severity: 'error',
      summary: 'Error acquiring the state lock',
      detail: `Lock Info:\n  ID:        ${id}\n  Operation: OperationTypeApply\n  Who:       ${who}\n  Created:   ${created}\n`,
    },
  })
}
