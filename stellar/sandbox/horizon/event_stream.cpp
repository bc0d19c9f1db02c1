#include "stellar/sandbox/horizon/event_stream.hpp"

#include <fmt/format.h>

namespace ledger::stellar::sandbox {

std::string opening_event() { return "retry: 1000\nevent: open\ndata: \"hello\"\n\n"; }

std::string record_event(const Record& record) {
    return fmt::format("id: {}\ndata: {}\n\n", record.token, record.json);
}

std::string closing_event() { return "retry: 10\nevent: close\ndata: \"byebye\"\n\n"; }

std::string error_event(const Problem& problem) {
    return fmt::format("event: error\ndata: {}\n\n", reply_of(problem).body);
}

}  // namespace ledger::stellar::sandbox
