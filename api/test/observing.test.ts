import assert from "node:assert/strict";
import { migrate, Service, until } from "./service.js";
import type { Postgres } from "./postgres.js";
import { sharedPostgres } from "./with_postgres.js";

describe("what an operator sees", () => {
  let postgres: Postgres;
  let service: Service;
  before(async function () {
    postgres = await sharedPostgres(this);
    const url = postgres.url(await postgres.database());
    await migrate(url);
    service = await Service.start({
      DATABASE_URL: url,
      SHUTDOWN_DRAIN_MS: "0",
      APP_VERSION: "1.2.3",
      APP_COMMIT: "abc123",
    });
  });
  after(async () => void (await service?.end()));

  it("names version, commit and schema", async () => {
    const answer = await (await service.get("/version")).json();
    assert.deepEqual(answer, { version: "1.2.3", commit: "abc123", schema: 2 });
  });

  it("counts and times requests by route, never by path", async () => {
    const id = "00000000-0000-4000-8000-000000000000";
    await service.get(`/items/${id}`);
    await service.get("/some/unknown/path");
    const text = await (await service.get("/metrics")).text();
    assert.match(text, /http_requests_total{method="GET",route="\/items\/:id",status="404"} 1\n/);
    assert.match(text, /http_request_duration_seconds_bucket{le="0.1",method="GET",route="\/items/);
    assert.match(text, /http_requests_total{method="GET",route="unmatched",status="404"} 1\n/);
    assert.match(text, /db_pool_connections{state="idle"} 1\n/);
    assert.match(text, /db_pool_max_connections 10\n/);
    assert.match(text, /app_info{version="1.2.3",commit="abc123"} 1\n/);
    assert.match(text, /nodejs_eventloop_lag_p99_seconds/);
    assert.ok(!text.includes(id) && !text.includes("some/unknown"));
  });

  it("keeps the figures from callers outside", async () => {
    const answer = await service.get("/metrics", { "x-forwarded-for": "203.0.113.7" });
    assert.equal(answer.status, 404);
  });

  it("writes JSON lines with the caller's request id, and neither query nor headers", async () => {
    const headers = { "x-request-id": "from-caller-1", authorization: "Bearer hush-hush" };
    await service.get("/items?limit=1&token=hush-hush", headers);
    const lines = () => service.log().filter(({ reqId }) => reqId === "from-caller-1");
    await until(async () => lines().length >= 2, "a line for the request and one for its answer");
    assert.ok(lines().some(({ res }) => (res as { statusCode?: number })?.statusCode === 400));
    assert.doesNotMatch(service.out.stdout, /hush-hush/);
  });

  it("replaces a request id that is not a plain short token", async () => {
    const answer = await service.get("/version", { "x-request-id": "a b" });
    assert.match(answer.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
  });

  it("never writes the database's password", async () => {
    assert.equal(service.out.stdout.includes(postgres.password), false);
  });
});
