"""Forges exports the way somebody would who holds the signing key: changed entries, and tiles, root
and signature made to fit."""

import base64
import hashlib
import pathlib
import shutil
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "log"))

import record_format_reader as reader  # noqa: E402

POSITION = slice(2, 10)
RECORDED_AT = slice(18, 26)


def sign(seed, message):
    """Ed25519, RFC 8032 section 5.1.6."""
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | 1 << 254
    nonce = reader.sha512_number(digest[32:], message) % reader.ORDER
    commitment = reader.compress(reader.multiply(nonce, reader.BASE))
    public_key = reader.public_key_of(seed)
    challenge = reader.sha512_number(commitment, public_key, message) % reader.ORDER
    answer = (nonce + challenge * scalar) % reader.ORDER
    return commitment + answer.to_bytes(32, "little")


def signed_checkpoint(origin, size, root, seed):
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    key_id = reader.key_id_of(origin, reader.public_key_of(seed))
    signature = base64.b64encode(key_id + sign(seed, text.encode())).decode()
    return f"{text}\n\u2014 {origin} {signature}\n"


def leaves_of(export):
    size = int((export / "checkpoint").read_text().splitlines()[1])
    leaves = []
    for index, width in reader.tiles_of(size):
        bundle = (export / "tile" / "entries" / reader.tile_number(index, width)).read_bytes()
        leaves += reader.decode_all(bundle, reader.decode_entry)
    return leaves


def forge(export, forged, leaves, seed):
    """An export of `leaves` in `forged`, as from the same log: without payloads and balances."""
    origin = (export / "checkpoint").read_text().splitlines()[0]
    (forged / "identity").mkdir(parents=True)
    shutil.copy(export / "vkey", forged)
    shutil.copy(export / "identity" / "0", forged / "identity")
    tiles, root = reader.tiles_and_root([reader.leaf_hash(leaf) for leaf in leaves])
    files = dict(tiles)
    for index, width in reader.tiles_of(len(leaves)):
        bundle = leaves[index * 256 : index * 256 + width]
        files[f"tile/entries/{reader.tile_number(index, width)}"] = b"".join(
            struct.pack(">H", len(leaf)) + leaf for leaf in bundle
        )
    files["checkpoint"] = signed_checkpoint(origin, len(leaves), root, seed).encode()
    for path, content in files.items():
        file = forged / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def renumbered(leaves):
    """With the positions and times that the places of the leaves have always had."""
    result = []
    for position, leaf in enumerate(leaves):
        changed = bytearray(leaf)
        changed[POSITION] = struct.pack(">Q", position)
        result.append(bytes(changed))
    return result


def neighbours_of_different_streams(leaves):
    """The last place where two events stand side by side that were recorded at once."""
    for place in range(len(leaves) - 2, 0, -1):
        first, second = leaves[place], leaves[place + 1]
        names = [reader.decode_record(leaf)["stream"] for leaf in (first, second)]
        if names[0] != names[1] and first[RECORDED_AT] == second[RECORDED_AT]:
            return place
    raise AssertionError("no two such events")
