import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./postgres.js";

const SERVER = fileURLToPath(new URL("../dist/server.js", import.meta.url));
const MIGRATE = fileURLToPath(new URL("../dist/migrate.js", import.meta.url));

/** What a finished program left behind. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type LogLine = Record<string, unknown>;

// Servers end with the tests, also when these end early.
const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

interface Started {
  readonly child: ChildProcess;
  readonly out: Finished;
  /** The end of the program and of its output: `exit` alone may come before the last line. */
  readonly closed: Promise<unknown>;
}

function run(file: string, env: Record<string, string>): Started {
  // Nothing of the tester's own environment leaks in: PGHOST and friends would change the meaning.
  const base = { PATH: process.env["PATH"] ?? "", NODE_ENV: "production" };
  const child = spawn(process.execPath, [file], { env: { ...base, ...env } });
  const out = { code: null as number | null, stdout: "", stderr: "" };
  child.stdout?.on("data", (data) => (out.stdout += data));
  child.stderr?.on("data", (data) => (out.stderr += data));
  children.add(child);
  child.once("exit", (code) => {
    out.code = code;
    children.delete(child);
  });
  return { child, out, closed: new Promise((resolve) => child.once("close", resolve)) };
}

/** Runs the migrator as a program of its own, as a host would. */
export async function migrate(url: string): Promise<Finished> {
  const { out, closed } = run(MIGRATE, { DATABASE_URL: url });
  await closed;
  return out;
}

/** The real server program on a loopback port. */
export class Service {
  private constructor(
    readonly child: ChildProcess,
    readonly out: Finished,
    readonly port: number,
    private readonly closed: Promise<unknown>,
  ) {}

  static async start(env: Record<string, string>): Promise<Service> {
    const port = await freePort();
    const { child, out, closed } = run(SERVER, { HOST: "127.0.0.1", PORT: String(port), ...env });
    const service = new Service(child, out, port, closed);
    await until(async () => (await service.status("/healthz")) === 200, "the server answers");
    return service;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url(path), { headers });
  }

  /** The status of a GET on a connection of its own, or 0 when none can be made. */
  async status(path: string): Promise<number> {
    try {
      const answer = await this.get(path, { connection: "close" });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }

  post(path: string, body: unknown): Promise<Response> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const headers = { "content-type": "application/json" };
    return fetch(this.url(path), { method: "POST", headers, body: text });
  }

  /** Sends the signal and waits for the end. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<Finished> {
    this.child.kill(signal);
    await this.ended();
    return this.out;
  }

  async ended(): Promise<Finished> {
    await this.closed;
    return this.out;
  }

  log(): LogLine[] {
    const lines = this.out.stdout.split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as LogLine);
  }
}

/** Waits until the condition holds; fails with its name after `limitMs`. */
export async function until(
  condition: () => Promise<boolean>,
  name: string,
  limitMs = 10_000,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain until ${name}`);
    await sleep(25);
  }
}
