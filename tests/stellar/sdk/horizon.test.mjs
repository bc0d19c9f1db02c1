// What a client of Horizon does all day, through the SDK.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import {
  Asset,
  AuthClawbackEnabledFlag,
  AuthRevocableFlag,
  Claimant,
  Keypair,
  Memo,
  MuxedAccount,
  NotFoundError,
  Operation,
  TransactionBuilder,
} from "@stellar/stellar-sdk";
import { BASE_FEE, Sandbox, codesOf, pause } from "./sandbox.mjs";

describe("Horizon", () => {
  let sandbox, horizon, issuer, alice, bob, usd;

  before(async () => {
    sandbox = await Sandbox.start();
    horizon = sandbox.horizon;
    [issuer, alice, bob] = await Promise.all([
      sandbox.account(),
      sandbox.account(),
      sandbox.account(),
    ]);
    usd = new Asset("USD", issuer.publicKey());
  });
  after(() => sandbox.remove());

  const pay = (destination, amount, asset = Asset.native()) =>
    Operation.payment({ destination, asset, amount });
  const trust = (who, asset) => sandbox.submit(who, [Operation.changeTrust({ asset })]);

  test("an account that the friendbot made has lumens, and its sequence as text", async () => {
    const account = await horizon.loadAccount(alice.publicKey());
    assert.equal(account.accountId(), alice.publicKey());
    assert.match(account.sequence, /^\d+$/);
    assert.match(await sandbox.balance(alice.publicKey(), "XLM"), /^10000\.0{7}$/);
    await assert.rejects(horizon.loadAccount(Keypair.random().publicKey()), NotFoundError);
  });

  test("the friendbot funds nobody twice", async () => {
    await assert.rejects(horizon.friendbot(alice.publicKey()).call(), (error) => {
      const { detail } = error.response.data ?? error.response;
      return /createAccountAlreadyExist|already funded/.test(detail);
    });
  });

  test("a payment of lumens moves them, and is found by hash", async () => {
    const before = await sandbox.balance(bob.publicKey(), "XLM");
    const applied = await sandbox.submit(alice, [pay(bob.publicKey(), "12.3456789")]);
    assert.equal(applied.successful, true);
    const after = await sandbox.balance(bob.publicKey(), "XLM");
    assert.equal((Number(after) - Number(before)).toFixed(7), "12.3456789");
    const found = await horizon.transactions().transaction(applied.hash).call();
    assert.equal(found.hash, applied.hash);
    assert.equal(found.envelope_xdr, applied.envelope_xdr);
    const operations = await horizon.operations().forTransaction(applied.hash).call();
    assert.deepEqual(
      operations.records.map(({ type, amount, to }) => ({ type, amount, to })),
      [{ type: "payment", amount: "12.3456789", to: bob.publicKey() }],
    );
  });

  test("an unknown hash is not found", async () => {
    const unknown = horizon.transactions().transaction("ab".repeat(32)).call();
    await assert.rejects(unknown, NotFoundError);
  });

  test("an issued asset goes to whoever has a trust line, and to nobody else", async () => {
    const refused = await codesOf(sandbox.submit(issuer, [pay(alice.publicKey(), "100", usd)]));
    assert.deepEqual(refused, { transaction: "tx_failed", operations: ["op_no_trust"] });
    await trust(alice, usd);
    await sandbox.submit(issuer, [pay(alice.publicKey(), "100", usd)]);
    assert.equal(await sandbox.balance(alice.publicKey(), "USD"), "100.0000000");
    const unfunded = await codesOf(sandbox.submit(alice, [pay(bob.publicKey(), "1", usd)]));
    assert.deepEqual(unfunded.operations, ["op_no_trust"]);
  });

  test("a batch of a hundred with one bad operation applies nothing, and says which", async () => {
    const payments = Array.from({ length: 100 }, () => pay(bob.publicKey(), "0.0000001"));
    payments[57] = pay(Keypair.random().publicKey(), "1");
    const before = await sandbox.balance(bob.publicKey(), "XLM");
    const codes = await codesOf(sandbox.submit(alice, payments));
    assert.equal(codes.transaction, "tx_failed");
    assert.equal(codes.operations.length, 100);
    assert.equal(codes.operations[57], "op_no_destination");
    assert.equal(codes.operations.filter((code) => code === "op_success").length, 99);
    assert.equal(await sandbox.balance(bob.publicKey(), "XLM"), before);
  });

  test("a signature for another network is refused", async () => {
    const transaction = await sandbox.build(alice, [pay(bob.publicKey(), "1")]);
    const elsewhere = TransactionBuilder.fromXDR(transaction.toXDR(), "Another Network");
    elsewhere.sign(alice);
    const codes = await codesOf(horizon.submitTransaction(elsewhere));
    assert.deepEqual(codes, { transaction: "tx_bad_auth" });
  });

  test("a transaction whose time has passed is refused", async () => {
    const account = await horizon.loadAccount(alice.publicKey());
    const late = new TransactionBuilder(account, {
      fee: BASE_FEE,
      networkPassphrase: sandbox.passphrase,
      timebounds: { minTime: 0, maxTime: 1_000_000 },
    });
    const transaction = late.addOperation(pay(bob.publicKey(), "1")).build();
    transaction.sign(alice);
    const codes = await codesOf(horizon.submitTransaction(transaction));
    assert.deepEqual(codes, { transaction: "tx_too_late" });
  });

  test("two of three signers move the money, one does not", async () => {
    const shared = await sandbox.account();
    const [second, third] = [Keypair.random(), Keypair.random()];
    await sandbox.submit(shared, [
      Operation.setOptions({ signer: { ed25519PublicKey: second.publicKey(), weight: 1 } }),
      Operation.setOptions({ signer: { ed25519PublicKey: third.publicKey(), weight: 1 } }),
      Operation.setOptions({ masterWeight: 1, lowThreshold: 1, medThreshold: 2, highThreshold: 3 }),
    ]);
    const alone = await codesOf(sandbox.submit(shared, [pay(bob.publicKey(), "1")]));
    assert.deepEqual(alone.operations, ["op_bad_auth"]);
    await sandbox.submit(shared, [pay(bob.publicKey(), "1")], [third]);
    const all = sandbox.submit(shared, [pay(bob.publicKey(), "1")], [second, third]);
    assert.deepEqual(await codesOf(all), { transaction: "tx_bad_auth_extra" });
  });

  test("a hash's preimage and a transaction that was authorized before sign as well", async () => {
    const account = await sandbox.account();
    const preimage = Buffer.from("a secret that only two know");
    const sha256Hash = createHash("sha256").update(preimage).digest();
    await sandbox.submit(account, [Operation.setOptions({ signer: { sha256Hash, weight: 1 } })]);
    const byPreimage = await sandbox.build(account, [pay(bob.publicKey(), "1")]);
    byPreimage.signHashX(preimage);
    assert.equal((await horizon.submitTransaction(byPreimage)).successful, true);

    const loaded = await horizon.loadAccount(account.publicKey());
    loaded.incrementSequenceNumber(); // The one after the transaction that adds it as a signer.
    const authorized = new TransactionBuilder(loaded, {
      fee: BASE_FEE,
      networkPassphrase: sandbox.passphrase,
    });
    const transaction = authorized
      .addOperation(pay(bob.publicKey(), "2"))
      .setTimeout(300)
      .build();
    const preAuthTx = transaction.hash();
    await sandbox.submit(account, [Operation.setOptions({ signer: { preAuthTx, weight: 1 } })]);
    assert.equal((await horizon.submitTransaction(transaction)).successful, true);
    const { signers } = await horizon.loadAccount(account.publicKey());
    assert.deepEqual(signers.map(({ type }) => type).sort(), ["ed25519_public_key", "sha256_hash"]);
  });

  test("a claimable balance waits for whoever has no trust line yet", async () => {
    const carol = await sandbox.account();
    const claimants = [new Claimant(carol.publicKey(), Claimant.predicateUnconditional())];
    await sandbox.submit(alice, [
      Operation.createClaimableBalance({ asset: usd, amount: "7", claimants }),
    ]);
    const waiting = await horizon.claimableBalances().claimant(carol.publicKey()).call();
    assert.equal(waiting.records.length, 1);
    const [{ id: balanceId, amount }] = waiting.records;
    assert.equal(amount, "7.0000000");
    const claim = Operation.claimClaimableBalance({ balanceId });
    const early = await codesOf(sandbox.submit(carol, [claim]));
    assert.deepEqual(early.operations, ["op_no_trust"]);
    await trust(carol, usd);
    await sandbox.submit(carol, [claim]);
    assert.equal(await sandbox.balance(carol.publicKey(), "USD"), "7.0000000");
    const none = await horizon.claimableBalances().claimant(carol.publicKey()).call();
    assert.equal(none.records.length, 0);
  });

  test("a sponsor pays the reserve of an account that has no lumens", async () => {
    const poor = Keypair.random();
    const source = poor.publicKey();
    await sandbox.submit(
      alice,
      [
        Operation.beginSponsoringFutureReserves({ sponsoredId: source }),
        Operation.createAccount({ destination: source, startingBalance: "0" }),
        Operation.changeTrust({ asset: usd, source }),
        Operation.endSponsoringFutureReserves({ source }),
      ],
      [poor],
    );
    const account = await horizon.loadAccount(source);
    assert.equal(account.sponsor, alice.publicKey());
    assert.equal(account.num_sponsored, 3);
    assert.equal((await horizon.loadAccount(alice.publicKey())).num_sponsoring, 3);
  });

  test("an issuer takes back what it may claw back", async () => {
    const strict = await sandbox.account();
    const asset = new Asset("STRICT", strict.publicKey());
    const setFlags = AuthRevocableFlag | AuthClawbackEnabledFlag;
    await sandbox.submit(strict, [Operation.setOptions({ setFlags })]);
    await trust(bob, asset);
    await sandbox.submit(strict, [pay(bob.publicKey(), "10", asset)]);
    await sandbox.submit(strict, [
      Operation.clawback({ asset, amount: "4", from: bob.publicKey() }),
      Operation.setTrustLineFlags({
        trustor: bob.publicKey(),
        asset,
        flags: { authorized: false, authorizedToMaintainLiabilities: false },
      }),
    ]);
    assert.equal(await sandbox.balance(bob.publicKey(), "STRICT"), "6.0000000");
    const frozen = await codesOf(sandbox.submit(bob, [pay(strict.publicKey(), "1", asset)]));
    assert.deepEqual(frozen.operations, ["op_src_not_authorized"]);
  });

  test("data, sequence and merge do what they say", async () => {
    const brief = await sandbox.account();
    await sandbox.submit(brief, [Operation.manageData({ name: "note", value: "kept" })]);
    const account = await horizon.loadAccount(brief.publicKey());
    assert.equal(Buffer.from(account.data_attr.note, "base64").toString(), "kept");
    const bumpTo = (BigInt(account.sequenceNumber()) + 1000n).toString();
    await sandbox.submit(brief, [Operation.bumpSequence({ bumpTo })]);
    assert.equal((await horizon.loadAccount(brief.publicKey())).sequenceNumber(), bumpTo);
    await sandbox.submit(brief, [
      Operation.manageData({ name: "note", value: null }),
      Operation.accountMerge({ destination: bob.publicKey() }),
    ]);
    await assert.rejects(horizon.loadAccount(brief.publicKey()), NotFoundError);
  });

  test("a destination that wants a memo is paid with one alone", async () => {
    const exchange = await sandbox.account();
    const name = "config.memo_required";
    await sandbox.submit(exchange, [Operation.manageData({ name, value: "1" })]);
    const payment = pay(exchange.publicKey(), "1");
    await assert.rejects(sandbox.submit(alice, [payment]), /requires a memo|Memo/i);
    const memo = (builder) => builder.addMemo(Memo.text("customer 7"));
    const applied = await sandbox.submit(alice, [payment], [], memo);
    assert.equal(applied.memo_type, "text");
    assert.equal(applied.memo, "customer 7");
  });

  test("a muxed destination is paid, and named in the operation", async () => {
    const account = await horizon.loadAccount(bob.publicKey());
    const muxed = new MuxedAccount(account, "42");
    const applied = await sandbox.submit(alice, [pay(muxed.accountId(), "1")]);
    const [operation] = (await horizon.operations().forTransaction(applied.hash).call()).records;
    assert.equal(operation.to, bob.publicKey());
    assert.equal(operation.to_muxed, muxed.accountId());
    assert.equal(operation.to_muxed_id, "42");
  });

  test("payments are paged, both ways", async () => {
    const receiver = await sandbox.account();
    for (const amount of ["1", "2", "3", "4"])
      await sandbox.submit(alice, [pay(receiver.publicKey(), amount)]);
    const payments = horizon.payments().forAccount(receiver.publicKey());
    let page = await payments.order("asc").limit(2).call();
    const seen = [];
    while (page.records.length > 0) {
      seen.push(...page.records.map((record) => record.amount ?? record.starting_balance));
      page = await page.next();
    }
    assert.deepEqual(seen.slice(1), ["1.0000000", "2.0000000", "3.0000000", "4.0000000"]);
    const newest = await horizon
      .payments()
      .forAccount(receiver.publicKey())
      .order("desc")
      .limit(1)
      .call();
    assert.equal(newest.records[0].amount, "4.0000000");
  });

  test("fees, time and ledgers are told", async () => {
    assert.equal(await horizon.fetchBaseFee(), 100);
    const { minTime, maxTime } = await horizon.fetchTimebounds(60);
    assert.equal(Number(minTime), 0);
    assert.ok(Math.abs(Number(maxTime) - 60 - Date.now() / 1000) < 30);
    const stats = await horizon.feeStats();
    assert.match(stats.fee_charged.p50, /^\d+$/);
    const [newest] = (await horizon.ledgers().order("desc").limit(1).call()).records;
    const [previous] = (await horizon.ledgers().order("desc").limit(1).cursor(newest.paging_token).call())
      .records;
    assert.equal(previous.hash, newest.prev_hash);
  });

  test("what is submitted without waiting is found later", async () => {
    const transaction = await sandbox.build(alice, [pay(bob.publicKey(), "1")]);
    transaction.sign(alice);
    const told = await horizon.submitAsyncTransaction(transaction);
    assert.equal(told.tx_status, "PENDING");
    assert.equal(told.hash, Buffer.from(transaction.hash()).toString("hex"));
    for (let tries = 0; ; tries += 1) {
      const found = await horizon
        .transactions()
        .transaction(told.hash)
        .call()
        .catch(() => null);
      if (found?.successful) break;
      assert.ok(tries < 100, "it was never applied");
      await pause(100);
    }
  });
});

describe("Horizon, ledger by ledger", () => {
  let sandbox, alice, bob;

  before(async () => {
    sandbox = await Sandbox.start("--close-every", "2");
    [alice, bob] = await Promise.all([sandbox.account(), sandbox.account()]);
  });
  after(() => sandbox.remove());

  const bump = (inner, baseFee) => {
    const outer = TransactionBuilder.buildFeeBumpTransaction(
      bob,
      String(baseFee),
      inner,
      sandbox.passphrase,
    );
    outer.sign(bob);
    return outer;
  };

  test("a fee bump replaces the one that waits if it pays ten times as much", async () => {
    const payment = Operation.payment({
      destination: bob.publicKey(),
      asset: Asset.native(),
      amount: "1",
    });
    const inner = await sandbox.build(alice, [payment]);
    inner.sign(alice);
    const first = await sandbox.horizon.submitAsyncTransaction(bump(inner, 200));
    assert.equal(first.tx_status, "PENDING");
    const tooLittle = await fetch(`${sandbox.url}/transactions_async`, {
      method: "POST",
      body: new URLSearchParams({ tx: bump(inner, 1999).toXDR() }),
    });
    assert.equal(tooLittle.status, 400);
    assert.equal((await tooLittle.json()).tx_status, "ERROR");
    const enough = bump(inner, 2000);
    const applied = await sandbox.horizon.submitTransaction(enough);
    assert.equal(applied.successful, true);
    assert.equal(applied.fee_account, bob.publicKey());
    const byInner = await sandbox.horizon
      .transactions()
      .transaction(Buffer.from(inner.hash()).toString("hex"))
      .call();
    assert.equal(byInner.fee_bump_transaction.hash, Buffer.from(enough.hash()).toString("hex"));
  });
});
