import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MIGRATIONS_DIR, parseName, readMigrations } from "../dist/migrations.js";
import { migrate } from "./service.js";
import { sharedPostgres } from "./with_postgres.js";
import type { Postgres } from "./postgres.js";

const names = () =>
  readdirSync(MIGRATIONS_DIR)
    .sort()
    .map((file) => file.replace(".sql", ""));

describe("migration files", () => {
  it("state their kind in name and first line, are numbered, bound their lock wait", async () => {
    const migrations = await readMigrations();
    assert.ok(migrations.length >= 2);
    assert.deepEqual(migrations.map(({ name }) => name), names());
    for (const { name } of migrations) {
      const sql = readFileSync(join(MIGRATIONS_DIR, `${name}.sql`), "utf8");
      assert.match(sql, /^SET LOCAL lock_timeout = '\d+s';$/m, name);
    }
  });

  const wrong: [string, Record<string, string>, RegExp][] = [
    ["a name without a kind", { "0001_items.sql": "-- kind: expand\n" }, /name must be/],
    ["a header that disagrees", { "0001_expand_a.sql": "-- kind: contract\n" }, /first line/],
    ["no header", { "0001_expand_a.sql": "SELECT 1;\n" }, /first line/],
    ["a gap", { "0002_expand_a.sql": "-- kind: expand\n" }, /number 1 was expected/],
  ];
  for (const [what, files, message] of wrong) {
    it(`are refused with ${what}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "shop-sql-"));
      try {
        for (const [file, sql] of Object.entries(files)) writeFileSync(join(folder, file), sql);
        await assert.rejects(readMigrations(folder), message);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});

describe("migrate", () => {
  let postgres: Postgres;
  before(async function () {
    postgres = await sharedPostgres(this);
  });

  it("applies everything once; a second run changes nothing", async () => {
    const url = postgres.url(await postgres.database());
    const first = await migrate(url);
    assert.equal(first.code, 0, first.stderr);
    const version = parseName(names().at(-1) ?? "")?.version;
    assert.deepEqual(JSON.parse(first.stdout), { applied: names(), version });
    const second = await migrate(url);
    assert.deepEqual(JSON.parse(second.stdout), { applied: [], version });
  });

  it("lets one of several at once do the work; the others wait and find it done", async () => {
    const database = await postgres.database();
    const runs = await Promise.all([1, 2, 3].map(() => migrate(postgres.url(database))));
    assert.deepEqual(runs.map(({ code }) => code), [0, 0, 0], runs.map((r) => r.stderr).join());
    const applied = runs.map(({ stdout }) => JSON.parse(stdout).applied as string[]);
    assert.deepEqual(applied.flat().sort(), names());
    assert.equal(applied.filter((list) => list.length > 0).length, 1);
    const recorded = await postgres.query(database, "SELECT name FROM pgmigrations ORDER BY id");
    assert.deepEqual(recorded.rows.map(({ name }) => name), names());
  });

  it("leaves neither change nor record of a migration that fails", async () => {
    const database = await postgres.database();
    await postgres.query(database, "CREATE TABLE items (id int)");
    const run = await migrate(postgres.url(database));
    assert.equal(run.code, 1);
    assert.equal(run.stdout, "");
    assert.match(run.stderr, /already exists/);
    const { rowCount } = await postgres.query(database, "SELECT * FROM pgmigrations");
    assert.equal(rowCount, 0);
  });

  it("says that there is no database without repeating the password", async () => {
    const run = await migrate("postgres://shop:s3cret-word@127.0.0.1:1/shop");
    assert.equal(run.code, 1);
    assert.match(run.stderr, /ECONNREFUSED/);
    assert.doesNotMatch(run.stderr + run.stdout, /s3cret-word/);
  });
});
