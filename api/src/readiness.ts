import type { Pool } from "pg";
import type { Migration } from "./migrations.js";
import { judgeSchema } from "./schema_fit.js";

/** The body of /readyz. */
export interface Readiness {
  readonly ready: boolean;
  readonly reason?: string;
  readonly schema: { readonly expected: number; readonly found: number | null };
}

/** The table in which node-pg-migrate records what it applied. */
export const MIGRATIONS_TABLE = "pgmigrations";

const UNDEFINED_TABLE = "42P01";

async function appliedNames(probe: Pool): Promise<string[]> {
  try {
    const found = await probe.query<{ name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE}`);
    return found.rows.map(({ name }) => name);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === UNDEFINED_TABLE) return [];
    throw error;
  }
}

/**
 * Answers whether requests can be served: not stopping, database reachable, schema fitting.
 * `probe` is a pool of its own, so that a busy service is not taken for a broken one.
 */
export class ReadinessCheck {
  #stopping = false;
  #running: Promise<Readiness> | undefined;

  constructor(
    private readonly probe: Pool,
    private readonly own: readonly Migration[],
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** The schema version this build was made for. */
  get expected(): number {
    return this.own.at(-1)?.version ?? 0;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /** From now on the answer is no, whatever the database says. */
  stop(): void {
    this.#stopping = true;
  }

  /** One look at the database; callers that come meanwhile share it. */
  async look(): Promise<Readiness> {
    if (this.#stopping) return this.refuse("stopping");
    this.#running ??= this.ask().finally(() => {
      this.#running = undefined;
    });
    const answer = await this.#running;
    return this.#stopping ? this.refuse("stopping") : answer;
  }

  private refuse(reason: string): Readiness {
    return { ready: false, reason, schema: { expected: this.expected, found: null } };
  }

  private async ask(): Promise<Readiness> {
    try {
      const { fits, expected, found, reason } = judgeSchema(
        this.own,
        await appliedNames(this.probe),
      );
      const schema = { expected, found };
      return reason === undefined ? { ready: fits, schema } : { ready: fits, reason, schema };
    } catch (error) {
      this.onFailure(error);
      return this.refuse("database not reachable");
    }
  }
}
