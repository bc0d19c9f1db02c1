"""Holds docs/record-format.md, and any export, against a reader that was written from the page.

It checks the page's vectors and, when a folder is given (argument or NOCIQ_EXPORT), that export;
then it changes single bytes of copies of both, and fails unless the reader notices every one.
"""

import os
import random
import re
import shutil
import struct
import sys
import tempfile
import zlib
from pathlib import Path

from record_format_reader import (
    Reader,
    Refused,
    check_export,
    commitment,
    consistency_proof,
    decode_all,
    decode_entry,
    decode_frame,
    decode_proof,
    decode_record,
    decode_sealed_payload,
    decode_vkey,
    from_decimal,
    from_hex,
    inclusion_proof,
    leaf_hash,
    manifest_of,
    open_checkpoint,
    public_key_of,
    read_folder,
    require,
    root_of,
    split,
    tile_number,
)

FLIPS_PER_BLOCK = 16
FLIPS_PER_FILE = 10


# The page's vectors: each block is made again out of its own hex, and must come out the same.


def blocks_of(page):
    blocks = {}
    for name, body in re.findall(r"^```vector (\S+)\n(.*?)^```$", page, re.M | re.S):
        require(name not in blocks, f"{name} twice")
        blocks[name] = body
    return blocks


def pairs_of(block):
    pairs = []
    for line in block.splitlines():
        parts = re.fullmatch(r"([a-z_]+) =(?: (.+))?", line)
        require(parts, f"not a line of a vector: {line}")
        pairs.append((parts[1], parts[2] or ""))
    return pairs


class Vector:
    def __init__(self, block):
        self.pairs = pairs_of(block)

    def all(self, key):
        return [value for name, value in self.pairs if name == key]

    def one(self, key):
        values = self.all(key)
        require(len(values) == 1, f"{key} stands {len(values)} times")
        return values[0]

    def hex(self, key):
        return from_hex(self.one(key))

    def hexes(self, key):
        return [from_hex(value) for value in self.all(key)]

    def number(self, key):
        return from_decimal(self.one(key))

    def must_be(self, *pairs):
        shown = [(key, v.hex() if isinstance(v, bytes) else str(v)) for key, v in pairs]
        require(self.pairs == shown, f"{self.pairs} is not {shown}")


def check_record_vector(vector):
    leaf = vector.hex("leaf")
    record = decode_record(leaf)
    postings = [("posting", " | ".join(map(str, p))) for p in record.pop("postings")]
    committed = ("payload_commitment", record.pop("payload_commitment"))
    vector.must_be(
        *record.items(), *postings, committed, ("leaf", leaf), ("leaf_hash", leaf_hash(leaf))
    )


def check_commitment_vector(vector, record_vector):
    salt, payload = vector.hex("salt"), vector.hex("payload")
    committed = commitment(salt, payload)
    vector.must_be(("salt", salt), ("payload", payload), ("payload_commitment", committed))
    require(committed == record_vector.hex("payload_commitment"), "not the record's commitment")


def check_tree_vectors(blocks):
    tree = Vector(blocks["tree"])
    leaves = tree.hexes("leaf")
    hashes = [leaf_hash(leaf) for leaf in leaves]
    lines = [pair for i in range(8) for pair in (("leaf", leaves[i]), ("leaf_hash", hashes[i]))]
    roots = [("root", root_of(hashes[:size])) for size in range(9)]
    tree.must_be(*lines, *roots)
    inclusion = Vector(blocks["inclusion-proof"])
    index, size = inclusion.number("index"), inclusion.number("size")
    require(index < size <= 8, "no such leaf")
    path = [("hash", value) for value in inclusion_proof(index, hashes[:size])]
    inclusion.must_be(("index", index), ("size", size), *path)
    consistency = Vector(blocks["consistency-proof"])
    old, new = consistency.number("old_size"), consistency.number("new_size")
    require(0 < old <= new <= 8, "no such trees")
    path = [("hash", value) for value in consistency_proof(old, hashes[:new])]
    consistency.must_be(("old_size", old), ("new_size", new), *path)
    return hashes


def check_tile_vectors(blocks):
    vector = Vector(blocks["tile-paths"])
    lines = []
    for tile in vector.all("tile"):
        level, index, width = map(from_decimal, tile.split(" | "))
        number = tile_number(index, width)
        lines += [("tile", tile), ("path", f"tile/{level}/{number}")]
        lines += [("entries_path", f"tile/entries/{number}"), ("payload_path", f"payload/{number}")]
    vector.must_be(*lines)


def check_frame_vectors(blocks):
    vector = Vector(blocks["frame"])
    frame, bundle = vector.hex("frame"), vector.hex("entry_bundle")
    leaves = decode_frame(frame, decode_entry)
    require(decode_all(bundle, decode_entry) == leaves, "frame and bundle differ")
    lines = [("leaf", leaf) for leaf in leaves]
    vector.must_be(*lines, ("frame", frame), ("entry_bundle", bundle))
    records = [Vector(blocks[name]).hex("leaf") for name in ("record-minimal", "record-full")]
    require(leaves == records, "not the records above")
    vector = Vector(blocks["payload-frame"])
    frame, bundle = vector.hex("payload_frame"), vector.hex("payload_bundle")
    payloads = decode_frame(frame, decode_sealed_payload)
    require(decode_all(bundle, decode_sealed_payload) == payloads, "frame and bundle differ")
    shown = ["redacted" if p is None else f"plain | {p[0].hex()} | {p[1].hex()}" for p in payloads]
    lines = [("payload", line) for line in shown]
    vector.must_be(*lines, ("payload_frame", frame), ("payload_bundle", bundle))
    committed = Vector(blocks["record-full"]).hex("payload_commitment")
    require(commitment(*payloads[1]) == committed, "not the payload of the record above")


def check_signed_vectors(blocks, hashes):
    key = Vector(blocks["signing-key"])
    seed, vkey = key.hex("seed"), key.one("vkey")
    name, public_key = decode_vkey(vkey)
    require(public_key_of(seed) == public_key, "not the seed's public key")
    key.must_be(("seed", seed), ("name", name), ("public_key", public_key), ("vkey", vkey))
    size, root = open_checkpoint(blocks["signed-checkpoint"], vkey)
    require(size == 8 and root == root_of(hashes), "not the tree above")
    extra, index, path, checkpoint = decode_proof(blocks["tlog-proof"])
    require(checkpoint == blocks["signed-checkpoint"], "not the checkpoint above")
    require(path == inclusion_proof(index, hashes), "not the proof of its index")
    require(extra == Vector(blocks["payload-commitment-full"]).hex("salt"), "not the salt above")
    files = {"checkpoint": blocks["signed-checkpoint"].encode(), "vkey": f"{vkey}\n".encode()}
    require(blocks["manifest"] == manifest_of(files), "not the manifest of checkpoint and vkey")


def check_head_vector(vector, hashes):
    slot = vector.hex("slot")
    reader = Reader(slot)
    require(reader.take(4) == b"NHD1", "not a HEAD slot")
    sequence, size, root = reader.number(8), reader.number(8), reader.take(32)
    crc = reader.number(4)
    reader.finish()
    require(crc == zlib.crc32(slot[:52]), "the CRC is wrong")
    require(sequence > 0 and size == 8 and root == root_of(hashes), "not the tree above")
    vector.must_be(("sequence", sequence), ("size", size), ("root", root), ("slot", slot))


def check_index_row(vector, kind):
    key, value = vector.hex("key"), vector.hex("value")
    name, frame = key[:-9], Reader(key[-8:]).number(8)
    require(key[-9] == 0 and b"\0" not in name, "not an index key")
    reader = Reader(value)
    first = reader.number(8)
    indexes = decode_all(value[8:], lambda rest: rest.number(4))
    require(indexes and indexes == sorted(set(indexes)), "indexes do not ascend")
    lines = [(kind, name.decode()), ("frame", frame)]
    if kind == "stream":
        lines.append(("first_version", first))
    require(kind == "stream" or first == 0, "a category has no version")
    lines += [("index", index) for index in indexes]
    vector.must_be(*lines, ("key", key), ("value", value))


def check_other_rows(blocks):
    vector = Vector(blocks["balance-row"])
    key, value = vector.hex("key"), vector.hex("value")
    account, asset, rest = key.split(b"\0", 2)
    require(len(rest) == 8 and len(value) == 8, "not a balance row")
    lines = [("account", account.decode()), ("asset", asset.decode())]
    lines += [("position", Reader(rest).number(8)), ("balance", struct.unpack(">q", value)[0])]
    vector.must_be(*lines, ("key", key), ("value", value))
    vector = Vector(blocks["tile-row"])
    key = vector.hex("key")
    require(len(key) == 9, "not a tile's key")
    vector.must_be(("level", key[0]), ("index", Reader(key[1:]).number(8)), ("key", key))


def check_page(data):
    blocks = blocks_of(data.decode("utf-8"))
    minimal, full = Vector(blocks["record-minimal"]), Vector(blocks["record-full"])
    check_record_vector(minimal)
    check_record_vector(full)
    check_commitment_vector(Vector(blocks["payload-commitment-minimal"]), minimal)
    check_commitment_vector(Vector(blocks["payload-commitment-full"]), full)
    hashes = check_tree_vectors(blocks)
    check_tile_vectors(blocks)
    check_frame_vectors(blocks)
    check_signed_vectors(blocks, hashes)
    check_head_vector(Vector(blocks["head-slot"]), hashes)
    check_index_row(Vector(blocks["stream-row"]), "stream")
    check_index_row(Vector(blocks["category-row"]), "category")
    check_other_rows(blocks)
    return blocks


# A reader that accepts everything would pass so far; so nothing that was changed may pass.


def is_refused(check, *arguments):
    try:
        check(*arguments)
    except (Refused, KeyError, ValueError, IndexError):
        return True
    return False


def flipped(data, at, generator):
    changed = bytearray(data)
    changed[at] ^= 1 << generator.randrange(8)
    return bytes(changed)


def check_page_notices(page, generator):
    for match in re.finditer(rb"^```vector \S+\n.*?^```$", page, re.M | re.S):
        for _ in range(FLIPS_PER_BLOCK):
            at = generator.randrange(*match.span())
            changed = flipped(page, at, generator)
            require(is_refused(check_page, changed), f"the page with byte {at} changed passed")


def kinds_of(files):
    """The first and the last file of each kind: full and partial tiles, bundles, and the rest."""
    kinds = {}
    for path in sorted(files):
        kind = re.sub(r"[x0-9/]*[0-9]+(\.p/[0-9]+)?$", "", path) + (".p" if ".p/" in path else "")
        first, _ = kinds.get(kind, (path, path))
        kinds[kind] = (first, path)
    return sorted({path for pair in kinds.values() for path in pair})


def changes_of(data, generator):
    for _ in range(FLIPS_PER_FILE):
        yield flipped(data, generator.randrange(len(data)), generator)
    yield data[:-1]
    yield data + b"\n"


def check_changed_copy(folder, path, data):
    """Once as a careless hand leaves it, once with a new MANIFEST as a careful one would."""
    (folder / path).write_bytes(data)
    require(is_refused(check_export, read_folder(folder)), f"{path} changed, and passed")
    if path == "MANIFEST":
        return
    listed = {name: d for name, d in read_folder(folder).items() if name != "MANIFEST"}
    (folder / "MANIFEST").write_text(manifest_of(listed))
    require(is_refused(check_export, read_folder(folder)), f"{path} changed with MANIFEST passed")


def check_export_notices(source, generator):
    original = read_folder(source)
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "copy"
        shutil.copytree(source, folder)
        for path in kinds_of(original):
            for data in changes_of(original[path], generator):
                check_changed_copy(folder, path, data)
                (folder / "MANIFEST").write_bytes(original["MANIFEST"])
            (folder / path).unlink()
            require(is_refused(check_export, read_folder(folder)), f"{path} removed, and passed")
            (folder / path).write_bytes(original[path])
        check_export(read_folder(folder))


def main():
    default_root = Path(__file__).resolve().parents[2]
    root = Path(os.environ.get("LEDGER_SOURCE_DIR", default_root))
    export = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("NOCIQ_EXPORT")
    generator = random.Random(6962)
    page = (root / "docs" / "record-format.md").read_bytes()
    blocks = check_page(page)
    check_page_notices(page, generator)
    print(f"docs/record-format.md: {len(blocks)} vectors hold")
    if export:
        size, balances = check_export(read_folder(export))
        check_export_notices(export, generator)
        print(f"{export}: {size} events, {len(balances)} assets, all consistent")


if __name__ == "__main__":
    try:
        main()
    except Refused as reason:
        sys.exit(f"refused: {reason}")
