// Whom our clients believe to be who they say they are.
#pragma once

#include "engine/kernel/result.hpp"

#include <memory>
#include <string>

namespace ledger {

/// Certificates of authorities. There is no way to trust without them. Any thread.
class TlsTrust {
public:
    /// Those of the machine, or, when `ca_file` is not "", those in that PEM file and no others.
    /// Code "client.trust" when it cannot be read.
    static Result<std::unique_ptr<TlsTrust>> load(const std::string& ca_file = {});
    TlsTrust(const TlsTrust&) = delete;
    TlsTrust& operator=(const TlsTrust&) = delete;
    ~TlsTrust();

private:
    friend class OutboundSocket;
    struct Context;
    explicit TlsTrust(std::unique_ptr<Context> context);
    std::unique_ptr<Context> context_;
};

}  // namespace ledger
