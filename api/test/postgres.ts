import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** A PostgreSQL server of the tests' own: a temp folder, a loopback port, a random password. */
export class Postgres {
  readonly password = randomBytes(12).toString("hex");
  private process: ChildProcess | undefined;

  private constructor(
    private readonly bin: string,
    private readonly folder: string,
    private readonly as: { uid?: number; gid?: number },
    readonly port: number,
  ) {}

  /** The folder of initdb and postgres, or undefined where none is installed. */
  static find(): string | undefined {
    const debian = "/usr/lib/postgresql";
    const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => +b - +a) : [];
    const folders = versions.map((version) => join(debian, version, "bin"));
    return [process.env["PG_BIN"] ?? "", ...folders, "/usr/local/bin", "/usr/bin"].find(
      (folder) => folder !== "" && existsSync(join(folder, "initdb")),
    );
  }

  static async create(bin: string): Promise<Postgres> {
    const folder = mkdtempSync(join(tmpdir(), "shop-pg-"));
    const server = new Postgres(bin, folder, ordinaryUser(), await freePort());
    const { uid, gid } = server.as;
    const passwords = join(folder, "password");
    writeFileSync(passwords, server.password, { mode: 0o600 });
    if (uid !== undefined && gid !== undefined) {
      chownSync(folder, uid, gid);
      chownSync(passwords, uid, gid);
    }
    const options = ["-U", "shop", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"];
    const args = ["-D", join(folder, "data"), ...options, "--pwfile", passwords];
    execFileSync(join(bin, "initdb"), args, { ...server.as, cwd: folder, stdio: "pipe" });
    process.once("exit", () => server.remove());
    await server.start();
    return server;
  }

  url(database: string): string {
    return `postgres://shop:${this.password}@127.0.0.1:${this.port}/${database}`;
  }

  async start(): Promise<void> {
    const settings = { port: this.port, listen_addresses: "127.0.0.1", fsync: "off" };
    const all = { ...settings, unix_socket_directories: "" };
    const flags = Object.entries(all).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
    const data = ["-D", join(this.folder, "data")];
    this.process = spawn(join(this.bin, "postgres"), [...data, ...flags], {
      ...this.as,
      cwd: this.folder,
      stdio: "ignore",
    });
    for (let tries = 0; !(await this.answers()); tries += 1) {
      if (tries > 200) throw new Error("PostgreSQL did not start within 10 s");
      await sleep(50);
    }
  }

  /** Ends the server; SIGQUIT (as a crash), SIGINT (drops connections). */
  async stop(signal: "SIGQUIT" | "SIGINT" = "SIGQUIT"): Promise<void> {
    const child = this.process;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  }

  /** A fresh, empty database; its name. */
  async database(): Promise<string> {
    const name = `t_${randomBytes(6).toString("hex")}`;
    await this.query("postgres", `CREATE DATABASE ${name}`);
    return name;
  }

  async query(database: string, sql: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: this.url(database) });
    client.on("error", () => {});
    await client.connect();
    return client.query(sql).finally(() => client.end());
  }

  private async answers(): Promise<boolean> {
    return this.query("postgres", "SELECT 1").then(
      () => true,
      () => false,
    );
  }

  /** Also when the process ends early: neither a server nor a folder stays behind. */
  private remove(): void {
    this.process?.kill("SIGQUIT");
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** PostgreSQL refuses to run as root: then it runs as whoever Debian made for it, or nobody. */
function ordinaryUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string, user: string) =>
    Number(execFileSync("id", [flag, user], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u", "postgres"), gid: id("-g", "postgres") };
  } catch {
    return { uid: id("-u", "nobody"), gid: id("-g", "nobody") };
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
