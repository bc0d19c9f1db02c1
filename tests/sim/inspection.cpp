#include "tests/sim/inspection.hpp"

#include "engine/core/timer_rows.hpp"
#include "snapshots/verify/database.hpp"
#include "tests/sim/reservation_wish.hpp"

#include <fmt/format.h>

#include <set>

namespace ledger::test {

Inspection::Inspection(Machine& machine, Model& model, Findings& findings,
                       std::span<const View> views)
    : machine_{machine}, model_{model}, findings_{findings} {
    for (const View& view : views) views_.emplace_back(view);
}

void Inspection::look(Process& process) {
    if (!machine_.disk.info("/"))
        return;  // The power has failed; the process does not know it yet.
    const Position from = model_.size();
    if (process.log().end() > from) {
        read_log(process, from);
        check_streams(process.log(), from);
        check_rows(process.log(), from);
        check_root(process);
    }
    check_head(process);
}

void Inspection::look_at_all(Process& process) {
    if (!machine_.disk.info("/")) return;  // The power has failed meanwhile.
    if (process.log().end() < model_.size())
        findings_.report("what was acknowledged is there after any crash",
                         fmt::format("{} of {} events", process.log().end(), model_.size()));
    read_log(process, 0);
    if (!findings_.none()) return;
    check_streams(process.log(), 0);
    check_root(process);
    check_head(process);
    const Position head = process.ledger.publisher->latest().checkpoint.head.size;
    if (head != process.log().end())
        findings_.report("after a start the checkpoint is of the whole log",
                         fmt::format("{} of {}", head, process.log().end()));
    if (head < promised_)
        findings_.report("a checkpoint is never taken back",
                         fmt::format("{} after {}", head, promised_));
    check_books(process.log());
    check_timers(process.log());
    check_database(process.log());
    for (std::size_t view = 0; view < views_.size(); ++view) look_at_view(process, view, false);
}

void Inspection::read_log(Process& process, Position from) {
    const LogReader reader{process.log()};
    Position next = from;
    const auto read = reader.stored(from, reader.end(), [&](const StoredEvent& stored) {
        model_.see(next++, stored, findings_);
        return findings_.none();
    });
    if (!read) {
        findings_.report("the log can be read", read.error().message);
    } else if (findings_.none() && next != reader.end()) {
        findings_.report("positions are dense", fmt::format("{} of {}", next, reader.end()));
    }
}

/// By the index, as a cold read does.
void Inspection::check_streams(const EventLog& log, Position from) {
    std::set<std::string> names;
    for (Position position = from; position < model_.size(); ++position)
        names.insert(model_.event(position).stream);
    for (const std::string& name : names) {
        const auto expected = model_.stream(name, model_.size());
        std::vector<Position> found;
        const auto read = LogReader{log}.stream(name, 0, log.end(), [&](const auto& event) {
            found.push_back(event.position);
            return true;
        });
        if (!read || !std::ranges::equal(found, expected))
            findings_.report("a stream reads back whole",
                             fmt::format("{}: {} of {} events{}", name, found.size(),
                                         expected.size(), read ? "" : read.error().message));
    }
}

void Inspection::check_rows(const EventLog& log, Position from) {
    for (Position position = from; position < model_.size(); ++position)
        for (const Posting& posting : model_.event(position).postings)
            for (const std::string& account : {posting.from, posting.to}) {
                const auto row =
                    log.get(Family::balances, balance_key(account, posting.asset, position));
                const auto units = model_.balance({account, posting.asset}, position + 1);
                const auto stored = row && *row ? decode_balance(**row) : Result<Amount>{};
                if (row && *row && stored && stored->units() == units) continue;
                findings_.report("balances are the fold of the postings",
                                 fmt::format("{} after event {}", account, position));
            }
}

void Inspection::check_root(Process& process) {
    Sha256 sha256;
    const LogReader reader{process.log()};
    const auto root = root_of(reader.end(), reader.subtree_source(), sha256);
    if (!root || *root != model_.root(reader.end()))
        findings_.report("the root is the model's", fmt::format("at size {}", reader.end()));
}

void Inspection::check_head(Process& process) {
    const auto head = HeadFile::read(machine_.disk, folder.head());
    if (!head) {
        if (machine_.disk.info(folder.head()))
            findings_.report("HEAD can always be read", head.error().message);
        return;
    }
    const Head& vouched = head->head;
    if (vouched.size > model_.size() || vouched.root != model_.root(vouched.size))
        findings_.report("HEAD vouches for nothing but what is durable",
                         fmt::format("size {} of {}", vouched.size, model_.size()));
    if (!process.is_dead() && process.stages->durable_end() != model_.size())
        findings_.report("the durable end is the log's",
                         fmt::format("{} of {}", process.stages->durable_end(), model_.size()));
    const Head& promised = process.ledger.publisher->latest().checkpoint.head;
    if (promised.size > vouched.size || promised.root != model_.root(promised.size))
        findings_.report("a checkpoint is never ahead of HEAD",
                         fmt::format("{} and {}", promised.size, vouched.size));
    promised_ = std::max(promised_, promised.size);
}

/// The newest row of each account, as the ledger would read it.
void Inspection::check_books(const EventLog& log) {
    std::map<std::string, std::int64_t> sums;
    std::map<Model::Account, std::int64_t> newest;
    const auto read = log.scan(Family::balances, "", "", [&](std::string_view key, auto value) {
        const auto name = decode_balance_key(key);
        const auto balance = decode_balance(value);
        if (name && balance) newest[{name->account, name->asset}] = balance->units();
        return name.has_value() && balance.has_value();
    });
    for (const auto& [account, units] : newest) {
        sums[account.second] += units;
        if (units != model_.balance(account, model_.size()))
            findings_.report("balances are the fold of the postings", account.first);
    }
    for (const auto& [asset, units] : sums)
        if (units != 0)
            findings_.report("all balances of an asset cancel out",
                             fmt::format("{} {} are left", units, asset));
    if (!read || newest.size() != model_.balances().size())
        findings_.report("balances are the fold of the postings",
                         fmt::format("{} of {} accounts", newest.size(), model_.balances().size()));
}

/// Both kinds of rows, and of sleepers what they asked for.
void Inspection::check_timers(const EventLog& log) {
    std::map<std::string, Timestamp> sleeping;
    const auto read = scan_timers(log, [&](Timestamp due, std::string_view stream) {
        const auto timer = find_timer(log, stream);
        if (!timer || *timer != due)
            findings_.report("a timer stands under its time and under its stream",
                             std::string{stream});
        if (stream.starts_with(sleeper_prefix)) sleeping.emplace(stream, due);
        return true;
    });
    if (!read || sleeping != model_.timers())
        findings_.report("timers are those that were asked for",
                         fmt::format("{} of {}", sleeping.size(), model_.timers().size()));
}

void Inspection::check_database(const EventLog& log) {
    const auto head = HeadFile::read(machine_.disk, folder.head());
    if (!head) return;
    const auto report = verify::verify_database(log, {.head = head->head, .key = std::nullopt},
                                                [](std::uint64_t, std::uint64_t) {});
    if (report.verdict != verify::Verdict::ok)
        findings_.report("all that is derived can be derived again",
                         fmt::format("{}: {}", report.file, report.reason));
}

void Inspection::look_at_view(Process& process, std::size_t view, bool is_healthy) {
    // Without power nobody has seen what the view may know already.
    if (!machine_.disk.info("/")) return;
    ViewModel& plain = views_[view];
    const std::string name{plain.view().name};
    const auto reader = process.runner->read(name);
    if (reader && (*reader)->state() == ViewState::stopped && is_healthy)
        findings_.report("no view stops on a healthy disk", name);
    const auto digest = reader ? (*reader)->rows().digest() : Result<RowDigest>{};
    if (!reader || !digest) {
        // Rows that the disk has lost its power over cannot be read; whatever steps will say so.
        if (machine_.disk.info("/"))
            findings_.report("a view can be read",
                             name + ": " + (reader ? digest.error() : reader.error()).message);
        return;
    }
    if (digest->position > model_.size()) {
        findings_.report("a view is never ahead of what is durable",
                         fmt::format("{} is at {} of {}", name, digest->position, model_.size()));
        return;
    }
    const auto expected = plain.digest(model_, digest->position);
    if (!expected || *expected != digest->hash)
        findings_.report("a view is the fold of the log up to its checkpoint",
                         fmt::format("{} at {}", name, digest->position));
}

}  // namespace ledger::test
