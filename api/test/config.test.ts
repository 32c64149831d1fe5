import assert from "node:assert/strict";
import { ConfigError, readConfig } from "../dist/config.js";
import { isUnavailable } from "../dist/database.js";
import { decodeCursor, encodeCursor } from "../dist/items/cursor.js";
import { scrub } from "../dist/logging.js";
import { judgeSchema } from "../dist/schema_fit.js";

describe("config", () => {
  it("takes the database from PG variables, with the contract's defaults", () => {
    const { database, host, port } = readConfig({ PGHOST: "db", PGPASSWORD: "p" });
    assert.deepEqual({ host, port }, { host: "0.0.0.0", port: 3000 });
    const { max, ...target } = database;
    assert.equal(max, 10);
    assert.deepEqual(target, {
      host: "db",
      port: 5432,
      user: "shop",
      database: "shop",
      password: "p",
    });
  });

  const wrong: [string, Record<string, string>, RegExp][] = [
    ["no database", {}, /DATABASE_URL/],
    ["an empty database", { DATABASE_URL: "" }, /DATABASE_URL/],
    ["a URL that is none", { DATABASE_URL: "postgres://shop:hush@[db" }, /DATABASE_URL/],
    ["another kind of URL", { DATABASE_URL: "mysql://hush@db" }, /DATABASE_URL/],
    ["a port beyond", { PGHOST: "db", PORT: "65536" }, /PORT/],
    ["a port in words", { PGHOST: "db", PORT: "0x50" }, /PORT/],
    ["an unknown level", { PGHOST: "db", LOG_LEVEL: "loud" }, /LOG_LEVEL/],
    ["a drain beyond the limit", { PGHOST: "db", SHUTDOWN_DRAIN_MS: "9000" }, /SHUTDOWN_LIMIT_MS/],
  ];
  for (const [what, env, message] of wrong) {
    it(`refuses ${what}, naming the variable and no secret`, () => {
      assert.throws(() => readConfig(env), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /hush/);
        return true;
      });
    });
  }

  it("knows a secret in both its URL form and its plain form", () => {
    const { secrets } = readConfig({ DATABASE_URL: "postgres://shop:p%40ss%2Fword@db/shop" });
    const text = scrub("tried p@ss/word and p%40ss%2Fword", secrets);
    assert.equal(text, "tried [redacted] and [redacted]");
  });
});

describe("an error of the database", () => {
  const withCode = (code: string) => Object.assign(new Error("x"), { code });
  it("counts as unavailable only when trying again may help", () => {
    for (const code of ["ECONNREFUSED", "57P01", "57P03", "08006", "53300", "57014", "55P03"]) {
      assert.equal(isUnavailable(withCode(code)), true, code);
    }
    for (const code of ["23505", "42P01", "22021", "28P01"]) {
      assert.equal(isUnavailable(withCode(code)), false, code);
    }
    assert.equal(isUnavailable(new Error("Connection terminated unexpectedly")), true);
    assert.equal(isUnavailable(new TypeError("x is not a function")), false);
  });
});

describe("a cursor", () => {
  it("comes back as it went, and anything else is refused", () => {
    assert.equal(decodeCursor(encodeCursor("9007199254740993")), "9007199254740993");
    for (const text of ["1:0", "1:-1", "2:5", "1:5; DROP TABLE items", "", "1:1e3"]) {
      assert.equal(decodeCursor(Buffer.from(text).toString("base64url")), undefined, text);
    }
  });
});

describe("the schema's fit", () => {
  const own = [{ version: 1, kind: "expand", name: "0001_expand_a" }] as const;
  it("refuses a recorded migration whose kind cannot be told", () => {
    assert.equal(judgeSchema(own, ["0001_expand_a", "by_hand"]).fits, false);
    assert.equal(judgeSchema(own, ["0001_expand_a", "0002_expand_b"]).fits, true);
    assert.equal(judgeSchema(own, []).fits, false);
  });
});
