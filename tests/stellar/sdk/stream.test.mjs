// A stream of payments goes on where it was when the sandbox ends and starts again.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Asset, Operation } from "@stellar/stellar-sdk";
import { Sandbox, pause } from "./sandbox.mjs";

const WAIT_MS = 60_000;

describe("a stream of payments", () => {
  let sandbox, alice, bob;

  before(async () => {
    sandbox = await Sandbox.start();
    [alice, bob] = [await sandbox.account(), await sandbox.account()];
  });
  after(() => sandbox.remove());

  const pay = (amount) =>
    sandbox.submit(alice, [
      Operation.payment({ destination: bob.publicKey(), asset: Asset.native(), amount }),
    ]);

  test("tells each once, in order, over a restart", async () => {
    const amounts = [];
    const close = sandbox.horizon
      .payments()
      .forAccount(bob.publicKey())
      .cursor("now")
      .stream({ onmessage: (payment) => amounts.push(payment.amount), reconnectTimeout: 2_000 });
    const seen = async (count) => {
      const finish = Date.now() + WAIT_MS;
      while (amounts.length < count && Date.now() < finish) await pause(50);
    };
    try {
      await pause(1_000);
      await pay("1");
      await seen(1);
      await sandbox.kill();
      await sandbox.serve();
      await pay("2");
      await seen(2);
      await pay("3");
      await seen(3);
      await pause(500);
      assert.deepEqual(amounts, ["1.0000000", "2.0000000", "3.0000000"]);
    } finally {
      close();
    }
  });
});
