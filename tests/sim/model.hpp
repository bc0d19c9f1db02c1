// The ledger in the plainest form: every event that it has shown, in a vector, and what follows
// from them.
#pragma once

#include "engine/log/log_reader.hpp"
#include "tests/sim/findings.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ledger::test {

/// All questions can be asked as of the first `size` events.
class Model {
public:
    struct Entry {
        std::string bytes;  ///< Leaf, salt and payload.
        Hash leaf;
        RecordedEvent event;
    };

    /// The next event as the log shows it, or one that is known: then it must be the same.
    void see(Position position, const StoredEvent& stored, Findings& findings);

    Position size() const { return entries_.size(); }
    const RecordedEvent& event(Position position) const { return entries_[position].event; }
    /// RFC 6962 section 2.1, word for word.
    Hash root(Position size);

    using Account = std::pair<std::string, std::string>;  ///< Name and asset.
    using Change = std::pair<Position, std::int64_t>;     ///< Where, and the balance after it.
    std::int64_t balance(const Account& account, Position size) const;
    const std::map<Account, std::vector<Change>>& balances() const { return balances_; }

    /// Positions of the stream's events.
    std::span<const Position> stream(const std::string& name, Position size) const;
    /// Events that one command appended.
    std::span<const Position> command(const Uuid& correlation) const;
    std::span<const Position> key(const Hash& key) const;
    /// Members' streams by name, in the order in which they enrolled.
    std::span<const Position> members(Position size) const;
    std::uint64_t outages() const { return outages_; }
    bool is_member(const std::string& name, Position size) const;
    /// For when each sleeper wants to be woken.
    const std::map<std::string, Timestamp>& timers() const { return timers_; }

private:
    void check_place(const RecordedEvent& event, Findings& findings) const;
    void post(const RecordedEvent& event, Findings& findings);
    void check_transfer(const RecordedEvent& event, Findings& findings) const;
    void follow_timer(const RecordedEvent& event, Findings& findings);
    void move(const Account& account, std::int64_t units, Position position, Findings& findings);

    std::vector<Entry> entries_;
    std::map<std::string, std::vector<Position>> streams_;
    std::map<Account, std::vector<Change>> balances_;
    std::map<Uuid, std::vector<Position>> commands_;
    std::map<Hash, std::vector<Position>> keys_;
    std::vector<Position> members_;
    std::map<std::string, Position> names_;
    std::map<std::string, Timestamp> timers_;
    std::uint64_t outages_ = 0;
    std::set<Uuid> ids_;
    std::pair<Position, Hash> last_root_{0, empty_tree_hash()};
    Sha256 sha256_;
};

/// Member streams are named so.
inline constexpr std::string_view member_prefix = "purse-m";

}  // namespace ledger::test
