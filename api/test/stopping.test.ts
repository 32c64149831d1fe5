import assert from "node:assert/strict";
import { Agent, get } from "node:http";
import pg from "pg";
import type { Postgres } from "./postgres.js";
import { migrate, Service, until } from "./service.js";
import { sharedPostgres } from "./with_postgres.js";

/** Holds a lock on the items, so that a request for them stays in flight until `release`. */
async function holdItems(url: string): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("BEGIN; LOCK TABLE items IN ACCESS EXCLUSIVE MODE");
  return { release: () => client.end() };
}

/** A GET over a kept-alive connection: its Connection header, and whether the socket was used. */
function keptAlive(
  service: Service,
  agent: Agent,
): Promise<{ connection?: string; reused: boolean }> {
  return new Promise((resolve, reject) => {
    const request = get(service.url("/version"), { agent }, (answer) => {
      const { connection } = answer.headers;
      const reused = request.reusedSocket;
      answer.resume().on("end", () => {
        resolve(connection === undefined ? { reused } : { connection, reused });
      });
    });
    request.on("error", reject);
  });
}

describe("a graceful stop", () => {
  let postgres: Postgres;
  let url: string;
  let waiting: () => Promise<boolean>;
  before(async function () {
    postgres = await sharedPostgres(this);
    const database = await postgres.database();
    url = postgres.url(database);
    await migrate(url);
    waiting = async () => {
      const blocked = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
      const here = `${blocked} AND datname = '${database}'`;
      return ((await postgres.query("postgres", here)).rowCount ?? 0) > 0;
    };
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`on ${signal}: not ready first, the request in flight finishes, exit 0`, async () => {
      const service = await Service.start({ DATABASE_URL: url, SHUTDOWN_DRAIN_MS: "700" });
      const agent = new Agent({ keepAlive: true });
      assert.equal((await keptAlive(service, agent)).connection, "keep-alive");
      const lock = await holdItems(url);
      const inFlight = service.post("/items", { name: `during ${signal}` });
      await until(waiting, "the request waits in the database");
      service.child.kill(signal);
      await until(async () => (await service.status("/readyz")) === 503, "readyz says 503", 500);
      assert.equal(await service.status("/version"), 200, "still serves while draining");
      const late = await keptAlive(service, agent);
      assert.deepEqual(late, { connection: "close", reused: true });
      await until(async () => (await service.status("/healthz")) === 0, "the port is closed");
      assert.equal(service.child.exitCode, null, "waits for the request in flight");
      await lock.release();
      assert.equal((await inFlight).status, 201);
      const { code } = await service.ended();
      assert.equal(code, 0);
      assert.ok(service.log().some(({ msg }) => msg === "stopped"));
      agent.destroy();
    });
  }

  it("does not wait for a client that only keeps its connection", async () => {
    const service = await Service.start({ DATABASE_URL: url, SHUTDOWN_DRAIN_MS: "0" });
    const agent = new Agent({ keepAlive: true });
    await keptAlive(service, agent);
    const began = Date.now();
    assert.equal((await service.end()).code, 0);
    assert.ok(Date.now() - began < 1500, `took ${Date.now() - began} ms`);
    agent.destroy();
  });

  it("is over at its limit: what still runs is cut off, exit 1", async () => {
    const limits = { SHUTDOWN_DRAIN_MS: "0", SHUTDOWN_LIMIT_MS: "400" };
    const service = await Service.start({ DATABASE_URL: url, ...limits });
    const lock = await holdItems(url);
    const inFlight = service.post("/items", { name: "too late" }).catch(() => "cut off");
    await until(waiting, "the request waits in the database");
    const began = Date.now();
    const { code } = await service.end();
    assert.equal(code, 1);
    assert.ok(Date.now() - began < 1500, `took ${Date.now() - began} ms`);
    assert.equal(await inFlight, "cut off");
    assert.match(String(service.log().at(-1)?.["msg"]), /stopped late/);
    await lock.release();
  });
});
