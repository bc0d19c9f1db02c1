// A real `nociq sandbox serve` for one test: started, stopped, killed and started again.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Horizon, Keypair, TransactionBuilder, rpc } from "@stellar/stellar-sdk";

const NOCIQ = process.env.LEDGER_NOCIQ;
const START_MS = 60_000;
const POLL_MS = 50;
export const BASE_FEE = "100";
/// Seconds that a transaction is good for.
export const GOOD_FOR = 300;

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

export class Sandbox {
  static async start(...options) {
    const sandbox = new Sandbox();
    sandbox.folder = await mkdtemp(join(tmpdir(), "sandbox-"));
    sandbox.port = await freePort();
    sandbox.options = options;
    sandbox.url = `http://127.0.0.1:${sandbox.port}`;
    sandbox.horizon = new Horizon.Server(sandbox.url, { allowHttp: true });
    sandbox.rpc = new rpc.Server(`${sandbox.url}/rpc`, { allowHttp: true });
    await sandbox.serve();
    return sandbox;
  }

  async serve() {
    const options = ["--data", this.folder, "--port", String(this.port), ...this.options];
    this.process = spawn(NOCIQ, ["sandbox", "serve", ...options], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.said = "";
    this.process.stderr.on("data", (piece) => (this.said += piece));
    const finish = Date.now() + START_MS;
    for (;;) {
      if (this.process.exitCode !== null || Date.now() > finish)
        throw new Error(`the sandbox does not serve: ${this.said}`);
      const root = await fetch(this.url).catch(() => null);
      if (root?.ok) {
        this.passphrase = (await root.json()).network_passphrase;
        return;
      }
      await pause(POLL_MS);
    }
  }

  async kill(signal = "SIGKILL") {
    if (this.process.exitCode !== null) return;
    this.process.kill(signal);
    await once(this.process, "exit");
  }

  async remove() {
    await this.kill();
    await rm(this.folder, { recursive: true });
  }

  /// One of the accounts that every sandbox begins with.
  async address(name) {
    const command = ["sandbox", "status", "--json", "--data", this.folder];
    const { stdout } = await promisify(execFile)(NOCIQ, command);
    return JSON.parse(stdout).accounts.find((account) => account.name === name).address;
  }

  /// A new account with the friendbot's lumens.
  async account() {
    const pair = Keypair.random();
    await this.horizon.friendbot(pair.publicKey()).call();
    return pair;
  }

  /// Not yet signed. `change` may add a memo or preconditions.
  async build(source, operations, change = (builder) => builder) {
    const account = await this.horizon.loadAccount(source.publicKey());
    const builder = new TransactionBuilder(account, {
      fee: BASE_FEE,
      networkPassphrase: this.passphrase,
    });
    for (const operation of operations) builder.addOperation(operation);
    return change(builder).setTimeout(GOOD_FOR).build();
  }

  /// Signed by the source and by `others`, and applied.
  async submit(source, operations, others = [], change = undefined) {
    const transaction = await this.build(source, operations, change);
    transaction.sign(source, ...others);
    return this.horizon.submitTransaction(transaction);
  }

  async balance(id, code) {
    const account = await this.horizon.loadAccount(id);
    return account.balances.find((line) => (line.asset_code ?? "XLM") === code)?.balance;
  }
}

/// What Horizon said of a transaction that failed.
export async function codesOf(promise) {
  try {
    await promise;
  } catch (error) {
    const problem = error.response?.data ?? error.response;
    if (problem?.extras?.result_codes === undefined) throw error;
    return problem.extras.result_codes;
  }
  throw new Error("the transaction was applied");
}
