"""What a write-ahead log of RocksDB says, without the headers that cut it into fragments.

Blocks of 32 KiB hold fragments, each after CRC (4 bytes), length (2, little-endian) and type (1);
what is too short for a header at the end of a block is filled up. Any text may thus be cut in two.
"""

BLOCK_BYTES = 32 * 1024
HEADER_BYTES = 7
LENGTH = slice(4, 6)


class WrittenLog:
    """One file, read as its writes come in; the first that is seen begins with a header."""

    def __init__(self):
        self.header = b""  # Of the fragment that begins here, as far as it was written.
        self.left = 0  # Bytes of the fragment's content that are still to come.
        self.position = None

    def take(self, offset, written):
        """The contents that this write adds."""
        assert self.position in (None, offset), (offset, self.position)
        self.position = offset
        contents = bytearray()
        while written:
            size, read = self.next_part()
            part, written = written[:size], written[size:]
            self.position += len(part)
            contents += read(part)
        return bytes(contents)

    def next_part(self):
        """How long it is, and what reads it."""
        if self.left:
            return self.left, self.read_contents
        rest_of_block = BLOCK_BYTES - self.position % BLOCK_BYTES
        if rest_of_block < HEADER_BYTES and not self.header:
            return rest_of_block, self.read_filling
        return HEADER_BYTES - len(self.header), self.read_header

    def read_contents(self, part):
        self.left -= len(part)
        return part

    def read_filling(self, part):
        assert not any(part), part
        return b""

    def read_header(self, part):
        self.header += part
        if len(self.header) == HEADER_BYTES:
            self.left = int.from_bytes(self.header[LENGTH], "little")
            self.header = b""
        return b""
