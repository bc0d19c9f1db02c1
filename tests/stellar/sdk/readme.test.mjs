// The example of the README, as a stranger runs it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Sandbox } from "./sandbox.mjs";

const WAIT_MS = 60_000;
let sandbox;

before(async () => {
  sandbox = await Sandbox.start();
});
after(() => sandbox.remove());

test("the README's example pays, streams the payment and reads the result", async () => {
  const readme = await readFile(`${process.env.LEDGER_SOURCE_DIR}/README.md`, "utf8");
  const [, example] = readme.match(/```js\n(.*?)```/s);
  const served = example.replaceAll("http://127.0.0.1:8100", sandbox.url);
  assert.notEqual(served, example);
  await writeFile("readme_example.mjs", served);
  const { stdout } = await promisify(execFile)(process.execPath, ["readme_example.mjs"], {
    timeout: WAIT_MS,
  });
  assert.deepEqual(stdout.trim().split("\n").sort(), ["bob got 25.0000000 USDC", "true"]);
});
