"""How long a campaign against the ledger lasts: what CI affords, a tenth, or the whole."""

import os


def length(usual, long):
    """`long` by LEDGER_LONG=1 (./dev check --long), a tenth of `usual` by LEDGER_SHORT=1 (ASan)."""
    if os.environ.get("LEDGER_LONG"):
        return long
    if os.environ.get("LEDGER_SHORT"):
        return max(1, usual // 10)
    return usual
