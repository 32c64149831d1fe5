/** Questions to a person. Without a terminal every method throws PROMPT_WITHOUT_TERMINAL. */
export interface Prompt {
  confirm(question: string): Promise<boolean>
  /** Asks the person to type `expected`; true when it was typed exactly. */
  typeExactly(question: string, expected: string): Promise<boolean>
}
