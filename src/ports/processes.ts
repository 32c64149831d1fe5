/** Who runs on this machine; pids are reused, so a process is its pid and its start. */
export interface Processes {
  /**
   * Start of a living process as an opaque text, stable for its life; null when there is none
   * (a zombie counts as none).
   */
  startOf(pid: number): Promise<string | null>
}
