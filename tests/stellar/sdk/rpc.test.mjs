// What a client of Soroban RPC does with classic transactions, through the SDK.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Asset, Keypair, Operation, TransactionBuilder } from "@stellar/stellar-sdk";
import { BASE_FEE, GOOD_FOR, Sandbox } from "./sandbox.mjs";

describe("Soroban RPC", () => {
  let sandbox, rpc, alice, bob;

  before(async () => {
    sandbox = await Sandbox.start();
    rpc = sandbox.rpc;
    [alice, bob] = [Keypair.random(), Keypair.random()];
    await rpc.requestAirdrop(alice.publicKey());
    await rpc.requestAirdrop(bob.publicKey());
  });
  after(() => sandbox.remove());

  const payment = async (amount) => {
    const account = await rpc.getAccount(alice.publicKey());
    const builder = new TransactionBuilder(account, {
      fee: BASE_FEE,
      networkPassphrase: sandbox.passphrase,
    });
    builder.addOperation(
      Operation.payment({ destination: bob.publicKey(), asset: Asset.native(), amount }),
    );
    const transaction = builder.setTimeout(GOOD_FOR).build();
    transaction.sign(alice);
    return transaction;
  };

  test("it is healthy, and says which network it is", async () => {
    assert.equal((await rpc.getHealth()).status, "healthy");
    const network = await rpc.getNetwork();
    assert.equal(network.passphrase, sandbox.passphrase);
    assert.equal(Number(network.protocolVersion), 27);
    assert.equal(Number((await rpc.getVersionInfo()).protocolVersion), 27);
  });

  test("the latest ledger can be decoded", async () => {
    const latest = await rpc.getLatestLedger();
    const header = latest.headerXdr;
    assert.ok(latest.sequence > 1);
    assert.ok(header !== undefined && latest.metadataXdr !== undefined);
  });

  test("a payment is sent, polled, and found in its ledger", async () => {
    const transaction = await payment("5");
    const sent = await rpc.sendTransaction(transaction);
    assert.equal(sent.status, "PENDING");
    const found = await rpc.pollTransaction(sent.hash);
    assert.equal(found.status, "SUCCESS");
    assert.equal(found.envelopeXdr.toXDR("base64"), transaction.toXDR());
    const page = await rpc.getTransactions({ startLedger: found.ledger, pagination: { limit: 10 } });
    assert.ok(page.transactions.some(({ txHash }) => txHash === sent.hash));
    const ledgers = await rpc.getLedgers({ startLedger: found.ledger, pagination: { limit: 1 } });
    assert.equal(ledgers.ledgers[0].sequence, found.ledger);
  });

  test("an unknown transaction is not found", async () => {
    assert.equal((await rpc.getTransaction("cd".repeat(32))).status, "NOT_FOUND");
  });

  test("a transaction without the right signature is an error, and its result says why", async () => {
    const transaction = await payment("5");
    transaction.signatures.length = 0;
    transaction.sign(bob);
    const sent = await rpc.sendTransaction(transaction);
    assert.equal(sent.status, "ERROR");
    assert.equal(sent.errorResult.result.type ?? sent.errorResult.result().switch().name, "txBadAuth");
  });

  test("entries of the ledger are read by key, and fees are told", async () => {
    const entry = await rpc.getAccountEntry(alice.publicKey());
    assert.ok(entry !== undefined);
    const stats = await rpc.getFeeStats();
    assert.match(stats.inclusionFee.p50, /^\d+$/);
  });

  test("what an account holds of an asset is read from its trust line", async () => {
    const [pool, issuer] = await Promise.all([sandbox.address("pool"), sandbox.address("issuer")]);
    const { balanceEntry } = await rpc.getAssetBalance(
      pool,
      new Asset("USDC", issuer),
      sandbox.passphrase,
    );
    assert.equal(balanceEntry.amount, "10000000000000");
    await assert.rejects(
      rpc.getAssetBalance(alice.publicKey(), new Asset("USDC", issuer), sandbox.passphrase),
      /not found/,
    );
  });

  test("a contract cannot be called yet, and the answer says so", async () => {
    const account = await rpc.getAccount(alice.publicKey());
    const builder = new TransactionBuilder(account, {
      fee: BASE_FEE,
      networkPassphrase: sandbox.passphrase,
    });
    builder.addOperation(Operation.restoreFootprint({}));
    const transaction = builder.setTimeout(GOOD_FOR).build();
    transaction.sign(alice);
    const sent = await rpc.sendTransaction(transaction);
    assert.equal(sent.status, "ERROR");
  });
});
