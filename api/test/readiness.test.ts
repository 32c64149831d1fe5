import assert from "node:assert/strict";
import { Postgres } from "./postgres.js";
import { migrate, Service, until } from "./service.js";
import { sharedPostgres } from "./with_postgres.js";

const answersOf = async (service: Service, path: string) => (await service.get(path)).json();

describe("readyz", () => {
  let postgres: Postgres;
  before(async function () {
    postgres = await sharedPostgres(this);
  });

  const running: Service[] = [];
  const start = async (url: string) => {
    const service = await Service.start({ DATABASE_URL: url, SHUTDOWN_DRAIN_MS: "0" });
    running.push(service);
    return service;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.end()));
  });

  it("is false before the migrations and true after them, without a restart", async () => {
    const url = postgres.url(await postgres.database());
    const service = await start(url);
    assert.equal(await service.status("/readyz"), 503);
    assert.deepEqual(await answersOf(service, "/readyz"), {
      ready: false,
      reason: "migration 0001_expand_items is not applied",
      schema: { expected: 2, found: 0 },
    });
    assert.equal(await service.status("/healthz"), 200);
    await migrate(url);
    assert.deepEqual(await answersOf(service, "/readyz"), {
      ready: true,
      schema: { expected: 2, found: 2 },
    });
  });

  it("stays true when a newer release expanded, and turns false when it contracted", async () => {
    const database = await postgres.database();
    await migrate(postgres.url(database));
    const service = await start(postgres.url(database));
    const record = (name: string) =>
      postgres.query(
        database,
        `INSERT INTO pgmigrations (name, run_on) VALUES ('${name}', now())`,
      );
    await record("0003_expand_colour");
    assert.equal(await service.status("/readyz"), 200);
    await record("0004_contract_note");
    assert.equal(await service.status("/readyz"), 503);
    const { reason } = (await answersOf(service, "/readyz")) as { reason: string };
    assert.match(reason, /0004_contract_note/);
  });

  it("is false without a database and true again afterwards, as are the items", async function () {
    // A server of its own: the others keep theirs while this one crashes.
    const bin = Postgres.find();
    assert.ok(bin);
    const own = await Postgres.create(bin);
    try {
      const url = own.url(await own.database());
      await migrate(url);
      const service = await start(url);
      const stored = (await (await service.post("/items", { name: "kept" })).json()) as {
        id: string;
      };
      await own.query("postgres", "CHECKPOINT");
      await own.stop("SIGQUIT");
      assert.equal(await service.status("/readyz"), 503);
      assert.equal(await service.status("/healthz"), 200);
      const refused = await service.get(`/items/${stored.id}`);
      assert.equal(refused.status, 503);
      assert.equal(refused.headers.get("retry-after"), "1");
      await own.start();
      await until(async () => (await service.status("/readyz")) === 200, "ready again");
      assert.equal(await service.status(`/items/${stored.id}`), 200);
      assert.equal(service.out.stdout.includes(own.password), false);
    } finally {
      await own.stop();
    }
  });

  it("serves a start without a database: alive, not ready", async () => {
    const service = await start("postgres://shop:s3cret-word@127.0.0.1:1/shop");
    assert.equal(await service.status("/readyz"), 503);
    assert.equal(await service.status("/items"), 503);
    assert.doesNotMatch(service.out.stdout, /s3cret-word/);
  });
});
