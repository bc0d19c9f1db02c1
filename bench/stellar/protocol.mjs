// The same work as protocol.cpp by the npm SDK: node protocol.mjs ENVELOPES SECONDS, where its
// packages are.
import { readFileSync } from "node:fs";
import { Keypair, TransactionBuilder, xdr } from "@stellar/stellar-sdk";

const [path, limit] = process.argv.slice(2);
const envelopes = readFileSync(path, "utf8")
  .trim()
  .split("\n")
  .map((line) => Buffer.from(line, "base64"));
const megabytes = envelopes.reduce((sum, { length }) => sum + length, 0) / 1e6;
const values = envelopes.map((bytes) => xdr.TransactionEnvelope.fromXDR(bytes));

function measure(name, figure, round) {
  let done = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  let seconds = 0;
  do {
    done += round();
    seconds = (performance.now() - start) / 1000;
  } while (seconds < Number(limit));
  const { user, system } = process.cpuUsage(cpu);
  const figures = { case: name, [figure]: done / seconds, per_cpu_s: done / ((user + system) / 1e6) };
  console.log(JSON.stringify(figures));
}

measure("decode", "mb_per_s", () => {
  for (const bytes of envelopes) xdr.TransactionEnvelope.fromXDR(bytes);
  return megabytes;
});
measure("encode", "mb_per_s", () => {
  for (const value of values) value.toXDR();
  return megabytes;
});

const pair = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 7));
const message = Buffer.alloc(32, "h");
const signature = pair.sign(message);
measure("verify", "per_s", () => {
  const repeated = 20;
  for (let i = 0; i < repeated; i += 1)
    if (!pair.verify(message, signature)) throw new Error("a good signature did not verify");
  return repeated;
});

// What anything must do with a payment before it can apply it: read it, hash it, verify it.
const passphrase = "Measured Network ; 2026";
const payment = readFileSync(path, "utf8").split("\n", 1)[0];
const signedPayment = TransactionBuilder.fromXDR(payment, passphrase);
signedPayment.signatures.length = 0;
signedPayment.sign(pair);
const paymentXdr = signedPayment.toXDR();
measure("apply", "per_s", () => {
  const repeated = 20;
  for (let i = 0; i < repeated; i += 1) {
    const transaction = TransactionBuilder.fromXDR(paymentXdr, passphrase);
    const { signature: bytes } = transaction.signatures[0];
    if (!pair.verify(transaction.hash(), bytes)) throw new Error("a good payment was refused");
  }
  return repeated;
});
