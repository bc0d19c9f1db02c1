"""Tables, as text and in docs/benchmarks.md, where each has its place between two marks."""

import dataclasses
import re


@dataclasses.dataclass
class Table:
    """`rows` are lists of texts; columns are aligned to the right but for those in `texts`."""

    name: str
    title: str
    columns: list
    rows: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)
    texts: tuple = (0,)

    def add(self, *cells):
        assert len(cells) == len(self.columns), cells
        self.rows.append([str(cell) for cell in cells])

    def text(self):
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        out = [f"== {self.title}"]
        for line in lines:
            cells = [self.aligned(i, line[i], widths[i]) for i in range(len(line))]
            out.append("  ".join(cells).rstrip())
        return "\n".join([*out, *(f"   {note}" for note in self.notes), ""])

    def aligned(self, column, cell, width):
        return cell.ljust(width) if column in self.texts else cell.rjust(width)

    def markdown(self):
        marks = ["---" if i in self.texts else "---:" for i in range(len(self.columns))]
        lines = [self.columns, marks, *self.rows]
        out = ["| " + " | ".join(line) + " |" for line in lines]
        if self.notes:
            out += ["", *(f"{note}  " for note in self.notes[:-1]), self.notes[-1]]
        return "\n".join(out)


def rate(value):
    """1 234 567 with three digits that mean something."""
    if value < 10_000:
        return f"{value:,.0f}"
    return f"{value / 1e6:.2f} M" if value >= 1e6 else f"{value / 1e3:.0f} k"


def micros(value):
    return f"{value:.2f} µs" if value < 10 else f"{value:.0f} µs"


def millis(value):
    return f"{value:.2f} ms" if value < 10 else f"{value:,.0f} ms"


def seconds(value):
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def ratio(value):
    return f"{value:.2f}"


def mib(value):
    return f"{value:,.0f} MiB"


def write_into(document, tables):
    """Replaces what stands between the marks of each table."""
    text = document.read_text()
    for table in tables:
        begin, end = f"<!-- {table.name} -->", f"<!-- end of {table.name} -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        block = f"{begin}\n{table.markdown()}\n{end}"
        text, count = pattern.subn(lambda _, block=block: block, text)
        if count != 1:
            raise RuntimeError(f"{document} has {count} places for table {table.name}")
    document.write_text(text)
