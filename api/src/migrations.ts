import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** expand: the release before still works with it. contract: it takes something away from it. */
export type MigrationKind = "expand" | "contract";

/** One migration; the recorded name carries number and kind, so other builds can judge it. */
export interface Migration {
  readonly version: number;
  readonly kind: MigrationKind;
  /** The file's name without `.sql`, which is what the table of applied migrations holds. */
  readonly name: string;
}

/** Where the image and a checkout both keep the SQL files: beside the compiled folder. */
export const MIGRATIONS_DIR = fileURLToPath(new URL("../migrations", import.meta.url));

const NAME = /^(\d{4})_(expand|contract)_[a-z0-9_]+$/;

/** Reads a recorded or file name; undefined when it does not follow NNNN_kind_what. */
export function parseName(name: string): Migration | undefined {
  const [, number, kind] = NAME.exec(name) ?? [];
  if (number === undefined || (kind !== "expand" && kind !== "contract")) return undefined;
  return { version: Number(number), kind, name };
}

/** The kind that the file's first line states, as in `-- kind: expand`. */
export function statedKind(sql: string): MigrationKind | undefined {
  const kind = /^-- kind: (expand|contract)\r?\n/.exec(sql)?.[1];
  return kind === "expand" || kind === "contract" ? kind : undefined;
}

/**
 * The migrations of this build, in order. Throws when a name does not parse, a header disagrees
 * with its name, or numbers are not 1, 2, 3 ...: a wrong file must stop the build, not a deploy.
 */
export async function readMigrations(folder: string = MIGRATIONS_DIR): Promise<Migration[]> {
  const files = (await readdir(folder)).sort();
  return Promise.all(
    files.map(async (file, index) => {
      const migration = file.endsWith(".sql") ? parseName(file.slice(0, -4)) : undefined;
      if (migration === undefined) {
        throw new Error(`migrations/${file}: the name must be NNNN_expand_what.sql or contract`);
      }
      if (migration.version !== index + 1) {
        throw new Error(`migrations/${file}: number ${index + 1} was expected here`);
      }
      if (statedKind(await readFile(join(folder, file), "utf8")) !== migration.kind) {
        throw new Error(`migrations/${file}: the first line must be "-- kind: ${migration.kind}"`);
      }
      return migration;
    }),
  );
}
