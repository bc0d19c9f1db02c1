#include "stellar/xdr/fault.hpp"

#include "stellar/xdr/type.hpp"

#include <fmt/format.h>

#include <ranges>
#include <utility>

namespace ledger::stellar::xdr {

bool Fault::set(std::string_view rule, std::string message) {
    rule_ = rule;
    message_ = std::move(message);
    return false;
}

bool Fault::set_unsupported(const Type& type, std::string_view rule, std::int64_t value) {
    facts_ = {{"type", std::string{type.name}}, {std::string{rule}, std::to_string(value)}};
    return set(rule, fmt::format("{} has no {} {} here", type.name,
                                 rule == "enumerator" ? rule : "arm for", value));
}

bool Fault::within(std::string_view member) {
    path_.push_back("." + std::string{member});
    return false;
}

bool Fault::within(std::size_t index) {
    path_.push_back(fmt::format("[{}]", index));
    return false;
}

Error Fault::error(std::string_view root) const {
    std::string path{root};
    for (const std::string& part : path_ | std::views::reverse) path += part;
    std::string message = fmt::format("{}: {}", path, message_);
    Error error{.kind = ErrorKind::validation,
                .code = std::string{facts_.empty() ? invalid_code : unsupported_code},
                .message = message};
    error.fields.push_back({std::move(path), rule_, std::move(message), {}});
    error.facts = facts_;
    return error;
}

}  // namespace ledger::stellar::xdr
