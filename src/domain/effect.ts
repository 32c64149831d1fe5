/**
 * What a call may do to the world. An unmarked call counts as a change.
 * `read` looks, `change` can be repeated or undone, `destroy` loses something.
 */
export type Effect = 'read' | 'change' | 'destroy'
