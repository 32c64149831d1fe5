import assert from "node:assert/strict";
import type { Postgres } from "./postgres.js";
import { migrate, Service } from "./service.js";
import { sharedPostgres } from "./with_postgres.js";

interface Item {
  id: string;
  name: string;
  note: string | null;
  createdAt: string;
}

describe("items", () => {
  let postgres: Postgres;
  let service: Service;
  let database: string;
  before(async function () {
    postgres = await sharedPostgres(this);
    database = await postgres.database();
    await migrate(postgres.url(database));
    service = await Service.start({ DATABASE_URL: postgres.url(database), SHUTDOWN_DRAIN_MS: "0" });
  });
  after(async () => void (await service?.end()));

  it("stores an item and reads it back, as the database has it", async () => {
    const answer = await service.post("/items", { name: "Čaj ☕", note: "two spoons" });
    assert.equal(answer.status, 201);
    const item = (await answer.json()) as Item;
    assert.equal(answer.headers.get("location"), `/items/${item.id}`);
    assert.deepEqual(await (await service.get(`/items/${item.id}`)).json(), item);
    const { rows } = await postgres.query(database, `SELECT * FROM items WHERE id = '${item.id}'`);
    assert.equal(rows[0].name, "Čaj ☕");
    assert.equal(rows[0].note, "two spoons");
    assert.equal(rows[0].created_at.toISOString(), item.createdAt);
  });

  it("lists newest first, in pages that neither repeat nor skip while more come", async () => {
    const names = Array.from({ length: 7 }, (_, index) => `page-${index}`);
    for (const name of names) assert.equal((await service.post("/items", { name })).status, 201);
    const seen: string[] = [];
    let path: string | null = "/items?limit=3";
    while (path !== null) {
      const page = (await (await service.get(path)).json()) as { items: Item[]; next?: string };
      seen.push(...page.items.map(({ name }) => name));
      await service.post("/items", { name: "added meanwhile" });
      path = page.next ? `/items?limit=3&cursor=${page.next}` : null;
    }
    assert.deepEqual(seen.filter((name) => name.startsWith("page-")), names.reverse());
    assert.ok(!seen.includes("added meanwhile"));
    assert.equal(new Set(seen).size, seen.length);
  });

  const refused: [string, string, unknown, number][] = [
    ["a body without a name", "/items", { note: "x" }, 400],
    ["an empty name", "/items", { name: "" }, 400],
    ["a blank name", "/items", { name: "   " }, 400],
    ["a name that is a number", "/items", { name: 5 }, 400],
    ["a name of 201 characters", "/items", { name: "x".repeat(201) }, 400],
    ["a NUL, which PostgreSQL cannot store", "/items", { name: "a\u0000b" }, 400],
    ["an unknown field", "/items", { name: "x", price: 1 }, 400],
    ["broken JSON", "/items", "{", 400],
    ["a prototype in disguise", "/items", '{"name":"x","__proto__":{"a":1}}', 400],
    ["a body beyond 16 KiB", "/items", { name: "x", note: "y".repeat(20_000) }, 413],
  ];
  for (const [what, path, body, status] of refused) {
    it(`refuses ${what} with a problem document`, async () => {
      const answer = await service.post(path, body);
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get("content-type"), "application/problem+json; charset=utf-8");
      const problem = (await answer.json()) as Record<string, unknown>;
      assert.equal(problem["status"], status);
      assert.equal(problem["instance"], answer.headers.get("x-request-id"));
    });
  }

  it("names the field that is wrong", async () => {
    const answer = await service.post("/items", { name: "x", note: 5 });
    const { errors } = (await answer.json()) as { errors: { field: string }[] };
    assert.equal(errors[0]?.field, "body/note");
  });

  const paths: [string, number][] = [
    ["/items/not-a-uuid", 400],
    ["/items/00000000-0000-4000-8000-000000000000", 404],
    ["/items?limit=0", 400],
    ["/items?limit=101", 400],
    ["/items?limit=ten", 400],
    ["/items?cursor=bm9uc2Vuc2U", 400],
    ["/items?color=red", 400],
    ["/nothing", 404],
    ["/%zz", 400],
  ];
  for (const [path, status] of paths) {
    it(`answers GET ${path} with ${status} and a problem document`, async () => {
      const answer = await service.get(path);
      assert.equal(answer.status, status);
      assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
    });
  }
});
