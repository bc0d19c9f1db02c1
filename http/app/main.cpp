// Program nociq.
#include "http/app/command_line.hpp"

#include <cstdio>
#include <exception>
#ifdef LEDGER_MIMALLOC
#include <mimalloc.h>
#endif

namespace {

/// What is freed goes back to the system at the next chance: a server that has opened its log, and
/// then has little to do, would keep the memory of that for ever.
void give_back_memory_soon() {
#ifdef LEDGER_MIMALLOC
    mi_option_set(mi_option_decommit_delay, 1);  // In milliseconds.
#endif
}

}  // namespace

int main(int count, char** arguments) {
    give_back_memory_soon();
    try {
        return ledger::app::run_command_line(count, arguments);
    } catch (const std::exception& error) {
        static_cast<void>(std::fprintf(stderr, "nociq: %s\n", error.what()));
        return 1;
    }
}
