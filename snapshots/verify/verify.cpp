// The order of a verification: key, checkpoint, entries, root, identity, kept checkpoint, balances.
#include "snapshots/verify/verify.hpp"

#include "engine/kernel/encoding.hpp"
#include "engine/log/checkpoint.hpp"
#include "snapshots/verify/identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

namespace ledger::verify {
namespace {

/// A checkpoint kept from an earlier run.
struct KeptCheckpoint {
    std::string note;
    Checkpoint checkpoint;
};

class Verification {
public:
    Verification(CheckedSource& source, const VerifyOptions& options, VerifyReport& report)
        : source_{source}, options_{options}, report_{report} {}

    Checked<void> run(ProgressCallback progress);

private:
    Checked<void> open();
    Checked<void> check_policy_key() const;
    Checked<void> open_kept();
    Checked<void> check_root(const Walked& walked) const;
    Checked<void> load_payload(IdentityEvent& event);
    Checked<void> check_identity(std::vector<IdentityEvent> events);
    Checked<void> check_policy_name() const;
    Checked<void> check_kept(const Walked& walked) const;
    Checked<void> check_balances(const BalanceFold& fold, const std::optional<std::string>& sheet);
    Checked<void> compare_with_sheet(std::span<const AccountBalance> balances,
                                     const std::string& sheet) const;
    Checked<void> ask_for_balances(std::span<const AccountBalance> balances) const;
    std::unexpected<Finding> contradiction(std::string reason) const;

    CheckedSource& source_;
    const VerifyOptions& options_;
    VerifyReport& report_;
    VerifierKey key_;
    std::string note_;
    Checkpoint checkpoint_;
    std::optional<KeptCheckpoint> kept_;
    std::optional<LogIdentity> identity_;
};

Checked<void> Verification::run(ProgressCallback progress) {
    TRY(open());
    TRY(check_policy_key());
    TRY(open_kept());
    const std::uint64_t size = checkpoint_.head.size;
    const std::uint64_t kept_size = kept_ ? kept_->checkpoint.head.size : 0;
    TRY(sheet, source_.find("balances.json"));
    const bool folds = sheet || options_.replay_balances;
    TRY(walked, walk(source_,
                     {.size = size,
                      .earlier_size = std::min(size, kept_size),
                      .payloads = options_.payloads,
                      .balances = folds},
                     progress));
    TRY(check_root(walked));
    TRY(check_identity(walked.identity));
    TRY(check_policy_name());
    TRY(check_kept(walked));
    if (folds) TRY(check_balances(walked.balances, sheet));
    TRY(source_.check_manifest());
    report_.payloads_checked = walked.payloads_checked;
    report_.payloads_redacted = walked.payloads_redacted;
    if (options_.policy) report_.trusted_by.emplace_back("policy");
    if (options_.since) report_.trusted_by.emplace_back("since");
    return {};
}

Checked<void> Verification::open() {
    const std::string key_file = "vkey";
    TRY(line, source_.find(key_file));
    if (!line) return cannot_tell("there is no vkey, so this is not a published log");
    const auto key = line->ends_with('\n')
                         ? parse_verifier_key(std::string_view{*line}.substr(0, line->size() - 1))
                         : fail(ErrorKind::corrupt, "vkey.line", "it does not end in a newline");
    if (!key) return tampered({.file = key_file}, key.error().message);
    key_ = *key;
    TRY(note, source_.read("checkpoint"));
    const auto checkpoint = open_checkpoint(note, key_);
    if (!checkpoint)
        return tampered({.file = "checkpoint"},
                        checkpoint.error().message + " (held against vkey)");
    note_ = std::move(note);
    checkpoint_ = *checkpoint;
    report_.origin = checkpoint_.origin;
    report_.size = checkpoint_.head.size;
    report_.root = to_base64(as_view(checkpoint_.head.root));
    report_.verifier_key = to_text(key_);
    report_.checkpoint = note_;
    return {};
}

Checked<void> Verification::check_policy_key() const {
    if (!options_.policy) return {};
    const bool is_trusted = std::ranges::any_of(
        options_.policy->logs,
        [&](const VerifierKey& trusted) { return trusted.public_key == key_.public_key; });
    if (is_trusted) return {};
    return tampered({.file = "vkey"},
                    "the log is signed by " + to_text(key_) + ", which the policy does not name");
}

/// It may be from before a recovery: then its name is an earlier origin, its key the same.
Checked<void> Verification::open_kept() {
    if (!options_.since) return {};
    const std::string& note = *options_.since;
    const std::string origin = note.substr(0, note.find('\n'));
    auto checkpoint = open_checkpoint(note, renamed(key_, origin));
    if (checkpoint) {
        kept_ = {.note = note, .checkpoint = *std::move(checkpoint)};
        return {};
    }
    if (checkpoint.error().code != "note.not_signed")
        return cannot_tell("the kept checkpoint cannot be read: " + checkpoint.error().message);
    return tampered({.file = "vkey"}, "the kept checkpoint of " + origin +
                                          " was signed by another key than this log");
}

Checked<void> Verification::check_root(const Walked& walked) const {
    const auto& fault = walked.tile_fault;
    if (walked.root == checkpoint_.head.root) {
        // The entries are what was signed; whatever contradicts them was changed.
        if (walked.payload_fault) return std::unexpected{*walked.payload_fault};
        if (!fault) return {};
        return tampered({.file = tile_path(fault->tile)},
                        fault->position ? "it is not the tile of these entries" : "it is missing");
    }
    if (!fault || !fault->position)
        return tampered({.file = "checkpoint"},
                        "entries and tiles agree, but another root was signed");
    const std::uint64_t index = *fault->position / tile_width;
    const auto width = std::min(tile_width, checkpoint_.head.size - index * tile_width);
    const Place place{.position = fault->position,
                      .file = entries_path(index, static_cast<std::uint32_t>(width))};
    if (fault->span == 1) return tampered(place, "it is not the entry that was hashed");
    return tampered(place, fmt::format("one of the {} entries from here on is not the one that was "
                                       "hashed",
                                       fault->span));
}

/// Out of the file that every export has for it, so that payloads need not be there.
Checked<void> Verification::load_payload(IdentityEvent& event) {
    const Place place{.position = event.position, .file = identity_path(event.position)};
    TRY(bytes, source_.find(place.file));
    if (!bytes) return {};
    ByteReader reader{*bytes};
    const auto payload = take_payload(reader);
    if (!payload || !reader.finished()) return tampered(place, "it is not a sealed payload");
    if (payload->state == SealedPayload::State::redacted) return {};
    Sha256 sha256;
    if (payload_commitment(sha256, payload->salt, payload->bytes) != event.payload_commitment)
        return tampered(place, "its payload is not the one it commits to");
    event.payload = payload->bytes;
    return {};
}

Checked<void> Verification::check_identity(std::vector<IdentityEvent> events) {
    for (IdentityEvent& event : events) TRY(load_payload(event));
    TRY(identity, identity_of(events));
    identity_ = std::move(identity);
    if (!identity_) return {};
    report_.recoveries = identity_->recoveries.size();
    if (identity_->pinned_key.public_key != key_.public_key)
        return tampered({.position = 0, .file = "vkey"},
                        "the log pins another key: " + to_text(identity_->pinned_key));
    if (identity_->origins.back() != checkpoint_.origin)
        return tampered({.file = "checkpoint"},
                        "the log says that its origin is " + identity_->origins.back());
    return {};
}

/// A policy may still name the log as it was before a recovery; the log itself tells of that.
Checked<void> Verification::check_policy_name() const {
    if (!options_.policy) return {};
    for (const VerifierKey& trusted : options_.policy->logs) {
        if (trusted.public_key != key_.public_key) continue;
        if (trusted.name == key_.name) return {};
        if (identity_ && identity_->was_called(trusted.name)) return {};
    }
    return tampered({.file = "vkey"}, "the policy knows this key by another name");
}

Checked<void> Verification::check_kept(const Walked& walked) const {
    if (!kept_) return {};
    const auto& [origin, head] = kept_->checkpoint;
    if (identity_) {
        for (const Recovery& recovery : identity_->recoveries)
            if (recovery.previous_origin == origin && head.size > recovery.lost_from)
                return contradiction(
                    fmt::format("positions {} to {} were lost; position {} declares it",
                                recovery.lost_from, head.size - 1, recovery.position));
    }
    if (head.size > checkpoint_.head.size)
        return contradiction(fmt::format("the log was rolled back: it had {} events, it has {}",
                                         head.size, checkpoint_.head.size));
    if (walked.earlier_root != head.root)
        return contradiction(
            fmt::format("forked or rewritten history: the first {} events are not the ones that "
                        "the kept checkpoint was signed for",
                        head.size));
    const bool is_known =
        origin == checkpoint_.origin || (identity_ && identity_->was_called(origin));
    if (!is_known) return contradiction("the kept checkpoint is of another log, " + origin);
    return {};
}

std::unexpected<Finding> Verification::contradiction(std::string reason) const {
    Finding finding{Verdict::tampered, {.file = "checkpoint"}, std::move(reason)};
    finding.evidence = {kept_->note, note_};
    return std::unexpected{std::move(finding)};
}

Checked<void> Verification::check_balances(const BalanceFold& fold,
                                           const std::optional<std::string>& sheet) {
    const std::vector<AccountBalance> balances = fold.balances();
    report_.assets = fold.totals();
    if (options_.replay_balances) report_.balances = balances;
    return sheet ? compare_with_sheet(balances, *sheet) : ask_for_balances(balances);
}

Checked<void> Verification::compare_with_sheet(std::span<const AccountBalance> balances,
                                               const std::string& sheet) const {
    const std::string expected = balances_text(checkpoint_.head.size, balances);
    if (sheet == expected) return {};
    const auto difference = std::ranges::mismatch(sheet, expected).in1 - sheet.begin();
    const auto line = 1 + std::count(sheet.begin(), sheet.begin() + difference, '\n');
    return tampered({.file = "balances.json"},
                    fmt::format("line {} is not what the postings come to", line));
}

Checked<void> Verification::ask_for_balances(std::span<const AccountBalance> balances) const {
    for (const AccountBalance& ours : balances) {
        TRY(theirs, source_.source().balance(ours.account, ours.asset, checkpoint_.head.size));
        if (theirs && *theirs != ours.balance)
            return tampered(
                {}, fmt::format("the source says that {} has {} {}; its postings come "
                                "to {}",
                                ours.account, to_text(*theirs), ours.asset, to_text(ours.balance)));
    }
    return {};
}

Checked<void> verify_into(TileSource& source, const VerifyOptions& options,
                          ProgressCallback progress, VerifyReport& report) {
    TRY(checked, CheckedSource::open(source));
    return Verification{checked, options, report}.run(progress);
}

}  // namespace

VerifyReport verify_log(TileSource& source, const VerifyOptions& options,
                        ProgressCallback progress) {
    VerifyReport report;
    const auto outcome = verify_into(source, options, progress, report);
    if (!outcome) {
        set_finding(report, outcome.error());
    } else if (report.trusted_by.empty()) {
        report.verdict = Verdict::self_consistent;
        report.reason = "no policy and no kept checkpoint say which log this should be";
    } else {
        report.verdict = Verdict::ok;
    }
    return report;
}

}  // namespace ledger::verify
