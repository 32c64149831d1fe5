import type { Pool } from "pg";

/** An item as the API shows it. `createdAt` is ISO 8601 in UTC. */
export interface Item {
  readonly id: string;
  readonly name: string;
  readonly note: string | null;
  readonly createdAt: string;
}

/** A page, newest first; `next` is the position to continue below, null at the end. */
export interface Page {
  readonly items: Item[];
  readonly next: string | null;
}

interface Row {
  id: string;
  position: string;
  name: string;
  note: string | null;
  created_at: Date;
}

const COLUMNS = "id, position, name, note, created_at";

function toItem({ id, name, note, created_at }: Row): Item {
  return { id, name, note, createdAt: created_at.toISOString() };
}

/** The items in PostgreSQL. Every call is one statement; errors of pg pass through. */
export class ItemStore {
  constructor(private readonly pool: Pool) {}

  async add(name: string, note: string | null): Promise<Item> {
    const { rows } = await this.pool.query<Row>(
      `INSERT INTO items (name, note) VALUES ($1, $2) RETURNING ${COLUMNS}`,
      [name, note],
    );
    return toItem(rows[0] as Row);
  }

  /** The item with this id (a UUID), or undefined. */
  async find(id: string): Promise<Item | undefined> {
    const { rows } = await this.pool.query<Row>(`SELECT ${COLUMNS} FROM items WHERE id = $1`, [id]);
    return rows[0] && toItem(rows[0]);
  }

  /** At most `limit` items below a position; one more row is read to know whether more follow. */
  async page(limit: number, below: string | null): Promise<Page> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM items WHERE $1::bigint IS NULL OR position < $1::bigint
       ORDER BY position DESC LIMIT $2`,
      [below, limit + 1],
    );
    const shown = rows.slice(0, limit);
    const next = rows.length > limit ? (shown.at(-1)?.position ?? null) : null;
    return { items: shown.map(toItem), next };
  }
}
