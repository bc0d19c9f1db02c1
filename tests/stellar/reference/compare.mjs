// Holds lines of `xdr_values make` and `xdr_values schema` against the reference implementation.
//
//   node compare.mjs values FOLDER < lines    each value's bytes and JSON, both ways
//   node compare.mjs schema FOLDER < lines    each type's members, arms or enumerators
//
// FOLDER holds node_modules. Ends with a line of counts, or with what differs and status 1.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import {pathToFileURL} from 'node:url';

const [verb, folder] = process.argv.slice(2);
const home = path.join(path.resolve(folder), 'node_modules/@stellar/stellar-xdr-json');
const reference = await import(pathToFileURL(path.join(home, 'stellar_xdr_json.js')));
await reference.default(fs.readFileSync(path.join(home, 'stellar_xdr_json_bg.wasm')));

// What the reference has and we leave out on purpose: config settings.
const leftOut = new Set(['config_setting']);
// Closed ledgers are written without transactions, by their two newest forms.
const partial = new Set(['LedgerCloseMeta', 'LedgerCloseMetaV1', 'LedgerCloseMetaV2']);

function told(action) {
  try {
    return action();
  } catch (error) {
    return `refused: ${error}`;
  }
}

function differenceOfValue(line) {
  const [type, bytes] = line.split(' ', 2);
  const json = line.slice(type.length + bytes.length + 2);
  const decoded = told(() => reference.decode(type, bytes));
  if (decoded !== json) return `its bytes are ${decoded}`;
  const encoded = told(() => reference.encode(type, json));
  if (encoded !== bytes) return `its JSON is ${encoded}`;
  return '';
}

// Names in the JSON schema of a type: properties, enumerators, and arms with and without a value.
function namesOf(schema) {
  const names = new Set(Object.keys(schema.properties ?? {}));
  for (const name of schema.enum ?? []) names.add(name);
  for (const arm of schema.oneOf ?? [])
    for (const name of namesOf(arm)) names.add(name);
  return names;
}

function differenceOfSchema(line) {
  const [type, , ...ours] = line.split(' ');
  const schema = told(() => JSON.parse(reference.schema(type)));
  if (typeof schema === 'string') return schema;
  const theirs = namesOf(schema);
  if (theirs.size === 0) return '';  // Text, a number, or a list: the values tell.
  const missing = [...theirs].filter((name) => !ours.includes(name) && !leftOut.has(name));
  const surplus = ours.filter((name) => !theirs.has(name));
  if (surplus.length > 0) return `it has no ${surplus}`;
  if (missing.length > 0 && !partial.has(type)) return `it also has ${missing}`;
  return '';
}

const differenceOf = {values: differenceOfValue, schema: differenceOfSchema}[verb];
let count = 0;
let differences = 0;
for await (const line of readline.createInterface({input: process.stdin})) {
  ++count;
  const what = differenceOf(line);
  if (what === '') continue;
  ++differences;
  console.log(`${line.slice(0, 500)}: ${what.slice(0, 500)}`);
}
console.log(`${count} compared, ${differences} differences`);
process.exit(differences === 0 && count > 0 ? 0 : 1);
