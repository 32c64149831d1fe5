/** Questions to a person. Without a terminal every method throws PROMPT_WITHOUT_TERMINAL. */
export interface Prompt {
  /**
   * Makes sure that a question can be answered, before anything is started for it.
   * `expected` is what must be typed; null when a yes will do.
   */
  assertAnswerable(expected: string | null): void
  confirm(question: string): Promise<boolean>
  /** Asks the person to type `expected`; true when it was typed exactly. */
  typeExactly(question: string, expected: string): Promise<boolean>
  /**
   * As `typeExactly`, for what --yes and --confirm do not cover; `flag` is what answers it in advance.
   */
  typePhrase(question: string, expected: string, flag: string): Promise<boolean>
}
