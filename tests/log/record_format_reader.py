"""A second reader of the record format, written from docs/record-format.md alone.

    python3 record_format_reader.py EXPORT

verifies an exported log with nothing but Python's standard library, as section 9 of the page says.
"""

import base64
import hashlib
import json
import re
import sys
from pathlib import Path

MAX_PAYLOAD_BYTES = 1 << 20


class Refused(Exception):
    """The bytes are not what the page allows."""


def require(condition, message):
    if not condition:
        raise Refused(message)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# Section 1: conventions.


class Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        require(self.at + count <= len(self.data), "ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, size):
        return int.from_bytes(self.take(size), "big")

    def name(self):
        text = self.take(self.number(1))
        require(text and b"\0" not in text, "an empty name or NUL in a name")
        return text.decode("utf-8")

    def more(self):
        return self.at < len(self.data)

    def finish(self):
        require(not self.more(), "bytes left over")


def from_hex(text):
    require(re.fullmatch(r"([0-9a-f]{2})*", text), "not lower-case hex")
    return bytes.fromhex(text)


def from_base64(text):
    data = base64.b64decode(text, validate=True)
    require(base64.b64encode(data).decode() == text, "Base64 is not canonical")
    return data


def from_decimal(text):
    require(re.fullmatch(r"0|[1-9][0-9]*", text), "not a decimal number")
    return int(text)


# Sections 2 and 3: record and payload.


def decode_record(leaf):
    require(len(leaf) <= 65535, "record too long")
    reader = Reader(leaf)
    require(reader.number(1) == 1, "unknown version")
    require(reader.number(1) == 0, "unknown flags")
    record = {"position": reader.number(8), "stream_version": reader.number(8)}
    record["recorded_at_ns"] = reader.number(8)
    require(record["recorded_at_ns"] < 1 << 63, "recorded at is too large")
    for field in ("event_id", "correlation_id", "causation_id"):
        record[field] = reader.take(16)
    record["schema_version"] = reader.number(2)
    for field in ("stream", "type", "actor"):
        record[field] = reader.name()
    record["idempotency_key_hash"] = reader.take(32)
    record["postings"] = [decode_posting(reader) for _ in range(reader.number(2))]
    record["payload_commitment"] = reader.take(32)
    reader.finish()
    return record


def decode_posting(reader):
    source, target, asset, amount = reader.name(), reader.name(), reader.name(), reader.number(8)
    require(source != target, "a posting to the account that gives")
    require(0 < amount < 1 << 63, "a posting's amount is not positive")
    return source, target, asset, amount


def commitment(salt, payload):
    return sha256(b"pc1", salt, payload)


def decode_sealed_payload(reader):
    state, salt, length = reader.number(1), reader.take(32), reader.number(4)
    require(state in (0, 1), "unknown payload state")
    require(length <= MAX_PAYLOAD_BYTES, "payload too long")
    payload = reader.take(length)
    if state == 0:
        return salt, payload
    require(salt == bytes(32) and length == 0, "a redacted payload is not empty")
    return None


def decode_all(data, decode_one):
    reader = Reader(data)
    items = []
    while reader.more():
        items.append(decode_one(reader))
    return items


def decode_entry(reader):
    return reader.take(reader.number(2))


def decode_frame(frame, decode_one):
    reader = Reader(frame)
    require(reader.number(1) == 1, "unknown frame version")
    count = reader.number(4)
    require(count > 0, "an empty frame")
    items = [decode_one(reader) for _ in range(count)]
    reader.finish()
    return items


# Section 4: tree.


def leaf_hash(leaf):
    return sha256(b"\0", leaf)


def root_of(hashes):
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256()
    middle = split(len(hashes))
    return sha256(b"\1", root_of(hashes[:middle]), root_of(hashes[middle:]))


def split(count):
    return 1 << ((count - 1).bit_length() - 1)


def inclusion_proof(index, hashes):
    if len(hashes) == 1:
        return []
    middle = split(len(hashes))
    if index < middle:
        return inclusion_proof(index, hashes[:middle]) + [root_of(hashes[middle:])]
    return inclusion_proof(index - middle, hashes[middle:]) + [root_of(hashes[:middle])]


def consistency_proof(old_size, hashes, known=True):
    if old_size == len(hashes):
        return [] if known else [root_of(hashes)]
    middle = split(len(hashes))
    if old_size <= middle:
        return consistency_proof(old_size, hashes[:middle], known) + [root_of(hashes[middle:])]
    rest = consistency_proof(old_size - middle, hashes[middle:], False)
    return rest + [root_of(hashes[:middle])]


# Section 5: tiles.


def tile_number(index, width):
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return "/".join(groups) + (f".p/{width}" if width != 256 else "")


def tiles_of(count):
    """Index and width of each tile that holds `count` hashes."""
    full = [(index, 256) for index in range(count // 256)]
    return full + ([(count // 256, count % 256)] if count % 256 else [])


# Section 6: Ed25519 (RFC 8032 section 5.1), keys, notes, checkpoints.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def recover_x(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    require((x * x - square) % P == 0 and not (x == 0 and sign), "not a point")
    return P - x if x & 1 != sign else x


def point(x, y):
    return x, y, 1, x * y % P


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = point(recover_x(BASE_Y, 0), BASE_Y)


def add(a, b):
    left = (a[1] - a[0]) * (b[1] - b[0]) % P
    right = (a[1] + a[0]) * (b[1] + b[0]) % P
    cross = 2 * a[3] * b[3] * D % P
    double = 2 * a[2] * b[2] % P
    e, f, g, h = right - left, double - cross, double + cross, right + left
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, base):
    result = point(0, 1)
    while scalar:
        if scalar & 1:
            result = add(result, base)
        base = add(base, base)
        scalar >>= 1
    return result


def compress(a):
    inverse = pow(a[2], P - 2, P)
    x, y = a[0] * inverse % P, a[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decompress(data):
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    require(y < P, "not a point")
    return point(recover_x(y, number >> 255), y)


def sha512_number(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def public_key_of(seed):
    number = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
    return compress(multiply(number & ((1 << 254) - 8) | 1 << 254, BASE))


def is_signed(public_key, message, signature):
    number = int.from_bytes(signature[32:], "little")
    if number >= ORDER:
        return False
    challenge = sha512_number(signature[:32], public_key, message) % ORDER
    negated = decompress(public_key)
    negated = P - negated[0], negated[1], 1, P - negated[3]
    expected = add(multiply(number, BASE), multiply(challenge, negated))
    return compress(expected) == signature[:32]


def is_key_name(name):
    return bool(name) and not re.search(r"[\s+]", name)


def key_id_of(name, public_key):
    return sha256(name.encode(), b"\n\1", public_key)[:4]


def decode_vkey(text):
    name, key_id, encoded = text.split("+", 2)
    key = from_base64(encoded)
    require(is_key_name(name) and len(key) == 33 and key[0] == 1, "not an Ed25519 vkey")
    require(from_hex(key_id) == key_id_of(name, key[1:]), "not this key's id")
    return name, key[1:]


def open_note(note, vkey):
    name, public_key = decode_vkey(vkey)
    text, empty_line, block = note.rpartition("\n\n")
    text += "\n"
    require(empty_line and block.endswith("\n"), "no signatures")
    require(not re.search(r"[\0-\x09\x0b-\x1f]", text), "a control character in a note")
    found = False
    for line in block[:-1].split("\n"):
        parts = re.fullmatch("\u2014 (\\S+) (\\S+)", line)
        require(parts, "not a signature line")
        signature = from_base64(parts[2])
        require(is_key_name(parts[1]) and len(signature) > 4, "not a signature line")
        if parts[1] == name and signature[:4] == key_id_of(name, public_key):
            good = len(signature) == 68 and is_signed(public_key, text.encode(), signature[4:])
            require(good, "a false signature")
            found = True
    require(found, "not signed by this key")
    return text


def open_checkpoint(note, vkey):
    lines = open_note(note, vkey).split("\n")
    require(len(lines) > 3 and all(lines[:-1]), "not three lines")
    require(lines[0] == decode_vkey(vkey)[0], "the origin is not the key's name")
    root = from_base64(lines[2])
    require(len(root) == 32, "not a root")
    return from_decimal(lines[1]), root


def decode_proof(text):
    head, _, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    require(lines.pop(0) == "c2sp.org/tlog-proof@v1", "not a tlog-proof")
    extra = from_base64(lines.pop(0)[6:]) if lines[0].startswith("extra ") else None
    require(lines[0].startswith("index "), "no index")
    index = from_decimal(lines.pop(0)[6:])
    return extra, index, [from_base64(line) for line in lines], checkpoint


# Sections 7 and 9: an export.


def manifest_of(files):
    lines = [f"{sha256(files[path]).hex()}  {path}\n" for path in sorted(files, key=str.encode)]
    return "".join(lines)


def read_bundles(files, folder, size, decode_one):
    items = []
    for index, width in tiles_of(size):
        bundle = decode_all(files[f"{folder}/{tile_number(index, width)}"], decode_one)
        require(len(bundle) == width, "a bundle of the wrong width")
        items += bundle
    return items


def tiles_and_root(hashes):
    tiles = {}
    level, row = 0, hashes
    while row:
        above = []
        for index, width in tiles_of(len(row)):
            tile = row[index * 256 : index * 256 + width]
            tiles[f"tile/{level}/{tile_number(index, width)}"] = b"".join(tile)
            if width == 256:
                above.append(root_of(tile))
        level, row = level + 1, above
    return tiles, root_of(hashes)


def amount_text(units):
    whole, rest = divmod(abs(units), 10**7)
    decimals = f"{rest:07}".rstrip("0").ljust(2, "0")
    return f"{'-' if units < 0 else ''}{whole}.{decimals}"


def balances_of(size, balances):
    rows = []
    for asset, accounts in balances.items():
        rows += [(account, asset, units) for account, units in accounts.items()]
    rows.sort(key=lambda row: (row[0].encode(), row[1].encode()))
    lines = []
    for account, asset, units in rows:
        names = [json.dumps(name, ensure_ascii=False) for name in (account, asset)]
        line = f'"account":{names[0]},"asset":{names[1]},"balance":{amount_text(units)}'
        lines.append("\n{" + line + "}")
    return f'{{"size":{size},"balances":[' + ",".join(lines) + "\n]}\n"


def is_committed(record, payload):
    return payload is None or commitment(*payload) == record["payload_commitment"]


def check_identity(files, records):
    """The paths under identity/, whose payloads belong to the events of log-main."""
    paths = set()
    for record in records:
        if record["stream"] == "log-main":
            path = f"identity/{record['position']}"
            payloads = decode_all(files[path], decode_sealed_payload)
            require(len(payloads) == 1, f"{path}: not one payload")
            require(is_committed(record, payloads[0]), f"{path}: not what was committed to")
            paths.add(path)
    return paths


def check_payloads(files, records):
    """The paths under payload/: none of them, or all."""
    if not any(path.startswith("payload/") for path in files):
        return set()
    payloads = read_bundles(files, "payload", len(records), decode_sealed_payload)
    for record, payload in zip(records, payloads):
        require(is_committed(record, payload), f"{record['position']}: not what was committed to")
    return {f"payload/{tile_number(*tile)}" for tile in tiles_of(len(records))}


def check_records(records):
    versions, balances, last_time = {}, {}, 0
    for position, record in enumerate(records):
        stream = record["stream"]
        require(record["position"] == position, f"{position}: position is not dense")
        require(record["stream_version"] == versions.get(stream, 0), f"{position}: version")
        require(record["recorded_at_ns"] >= last_time, f"{position}: time went back")
        versions[stream] = record["stream_version"] + 1
        last_time = record["recorded_at_ns"]
        for source, target, asset, amount in record["postings"]:
            accounts = balances.setdefault(asset, {})
            accounts[source] = accounts.get(source, 0) - amount
            accounts[target] = accounts.get(target, 0) + amount
    for asset, accounts in balances.items():
        require(sum(accounts.values()) == 0, f"{asset} does not add up to zero")
    return balances


def check_export(files):
    vkey = files["vkey"].decode("utf-8")
    require(vkey.endswith("\n"), "vkey is not a line")
    size, root = open_checkpoint(files["checkpoint"].decode("utf-8"), vkey[:-1])
    leaves = read_bundles(files, "tile/entries", size, decode_entry)
    records = [decode_record(leaf) for leaf in leaves]
    balances = check_records(records)
    tiles, recomputed = tiles_and_root([leaf_hash(leaf) for leaf in leaves])
    require(recomputed == root, "the root is not the signed one")
    sheet = balances_of(size, balances).encode()
    require(files["balances.json"] == sheet, "balances.json is not what the postings add up to")
    expected = {"checkpoint", "vkey", "balances.json", "MANIFEST", *tiles}
    expected |= check_identity(files, records) | check_payloads(files, records)
    expected |= {f"tile/entries/{tile_number(*tile)}" for tile in tiles_of(size)}
    require(set(files) == expected, f"other files: {sorted(set(files) ^ expected)}")
    require(all(files[path] == tile for path, tile in tiles.items()), "a tile is wrong")
    listed = {path: data for path, data in files.items() if path != "MANIFEST"}
    require(files["MANIFEST"].decode() == manifest_of(listed), "MANIFEST does not fit")
    return size, balances


def read_folder(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in Path(folder).rglob("*")
        if path.is_file()
    }


if __name__ == "__main__":
    event_count, sums = check_export(read_folder(sys.argv[1]))
    print(f"{sys.argv[1]}: {event_count} events, {len(sums)} assets, all consistent")
