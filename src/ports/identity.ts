/** Who the credentials say that we are. */
export interface IdentityReader {
  /**
   * The account and principal behind the credentials in use.
   * @throws OpsctlError NO_CREDENTIALS when there are none or they have expired, ACCOUNT_UNKNOWN when
   * nobody answers.
   */
  read(): Promise<Identity>
}

export interface Identity {
  /** Twelve digits. */
  readonly account: string
  readonly arn: string
}
