/** What the load balancer says and is told. Names are ARNs. */
export interface BalancerReader {
  /** The listener's forward action: weights by target group, 0 included. */
  listener(arn: string): Promise<ListenerView>
  /** Every target of the group as the load balancer sees it, those that drain included. */
  health(targetGroup: string): Promise<readonly TargetView[]>
}

export interface BalancerWriter {
  /**
   * Puts the weights of these target groups in place, in one move; everything else of the listener
   * stays as `view` has it. Repeating it changes nothing.
   */
  setWeights(view: ListenerView, weights: Readonly<Record<string, number>>): Promise<void>
  /** The host gets new requests as soon as it is healthy; repeating it changes nothing. */
  register(targetGroup: string, host: string): Promise<void>
  /** The host gets no new request; those under way are finished. Repeating it changes nothing. */
  deregister(targetGroup: string, host: string): Promise<void>
}

export interface ListenerView {
  readonly arn: string
  readonly weights: Readonly<Record<string, number>>
  /** The listener's actions as they were read, so that a write keeps what it does not change. */
  readonly actions: unknown
}

export interface TargetView {
  /** Instance ID. */
  readonly id: string
  readonly state: 'healthy' | 'unhealthy' | 'initial' | 'draining' | 'unused' | 'unavailable'
  /** The load balancer's own words; null when it has none. */
  readonly reason: string | null
}
