// Program nociq.
#include "http/app/command_line.hpp"

#include <cstdio>
#include <exception>

int main(int count, char** arguments) {
    try {
        return ledger::app::run_command_line(count, arguments);
    } catch (const std::exception& error) {
        static_cast<void>(std::fprintf(stderr, "nociq: %s\n", error.what()));
        return 1;
    }
}
