/** What Ansible's statistics say of a host on which one task ran and changed nothing. */
export const counts = {
  ok: 1,
  failures: 0,
  changed: 0,
  unreachable: 0,
  skipped: 0,
  rescued: 0,
  ignored: 0,
}
