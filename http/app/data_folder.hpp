// The one folder that everything lives in, and where in it.
#pragma once

#include <string>
#include <utility>

namespace ledger {

/// Paths only; see docs/operation.md for what each file is and which of them a backup needs.
class DataFolder {
public:
    explicit DataFolder(std::string root) : root_{std::move(root)} {}

    const std::string& root() const { return root_; }
    std::string format() const { return root_ + "/FORMAT"; }
    std::string lock() const { return root_ + "/LOCK"; }
    std::string head() const { return root_ + "/HEAD"; }
    std::string log() const { return root_ + "/log"; }
    std::string views() const { return root_ + "/views"; }
    std::string keys() const { return root_ + "/keys"; }
    std::string signing_key() const { return keys() + "/log.key"; }
    std::string index_key() const { return keys() + "/index.key"; }
    std::string wallets() const { return root_ + "/wallets"; }
    std::string bodies() const { return root_ + "/bodies"; }
    std::string port() const { return root_ + "/port"; }
    std::string sandbox() const { return root_ + "/sandbox"; }
    std::string sandbox_admin() const { return root_ + "/sandbox-admin"; }

private:
    std::string root_;
};

}  // namespace ledger
