#include "http/app/open_ledger.hpp"

#include "engine/core/decide_alone.hpp"
#include "engine/core/genesis.hpp"
#include "engine/core/idempotency.hpp"
#include "engine/core/ledger_events.hpp"
#include "engine/core/start_up.hpp"
#include "engine/kernel/encoding.hpp"
#include "http/app/folder_files.hpp"

#include <array>
#include <utility>

namespace ledger {
namespace {

Result<std::unique_ptr<FileLock>> lock_folder(const OpenSettings& settings, FileSystem& files) {
    if (!files.info(settings.folder.format()))
        TRY(create_directory_durably(files, settings.folder.root()));
    auto lock = files.lock(settings.folder.lock());
    if (!lock && lock.error().code == "file.locked")
        return fail(ErrorKind::unavailable, "folder.in_use",
                    settings.folder.root() + " is in use by another process");
    return lock;
}

/// FORMAT is durable before the first event is. Without it a HEAD that no size can be read from is
/// one whose making was cut short.
Result<void> check_unused(const OpenSettings& settings, const Surroundings& around) {
    const auto head = HeadFile::read(around.files, settings.folder.head());
    if (!head && head.error().kind != ErrorKind::corrupt) return fail(head.error());
    const auto log = RocksdbLog::open(around.files, settings.folder.log(), {.read_only = true});
    const bool no_log = !log && log.error().code == "log.not_found";
    if (no_log && (!head || head->head.size == 0)) return {};
    return fail(ErrorKind::corrupt, "format.missing", settings.folder.format() + " is missing");
}

/// HEAD for no events, so that a crash between here and the genesis commit is no lost HEAD.
Result<HeadReading> found_folder(const OpenSettings& settings, FileSystem& files) {
    TRY(HeadFile::open(files, settings.folder.head(), std::nullopt));
    TRY(replace_file(files, settings.folder.format(), format_line));
    return HeadFile::read(files, settings.folder.head());
}

std::string random_origin(Entropy& entropy) {
    std::array<std::uint8_t, 6> bytes{};
    entropy.fill(bytes);
    std::string text;
    put_bytes(text, bytes);
    return "nociq.local/" + to_hex(text);
}

/// `<name>/e<n>`: the name that the log was created with, and how many times it was begun.
std::string next_origin(const LogIdentity& identity) {
    std::string name = identity.origin;
    const std::string suffix = "/e" + std::to_string(identity.epoch);
    if (identity.epoch > 1 && name.ends_with(suffix)) name.resize(name.size() - suffix.size());
    return name + "/e" + std::to_string(identity.epoch + 1);
}

/// The signer for the log's present origin; its key must be the one that the log pins.
Result<NoteSigner> make_signer(const OpenSettings& settings, const LogIdentity& identity,
                               Secret seed) {
    TRY(signer, NoteSigner::from_seed(identity.origin, std::move(seed)));
    TRY(pinned, parse_verifier_key(identity.verifier_key));
    if (pinned.public_key != signer.verifier().public_key)
        return fail(ErrorKind::corrupt, "key.mismatch",
                    signing_key_path(settings) + " is not the key that the log pins at position 0");
    return std::move(signer);
}

/// A log that is just being founded learns it.
Result<void> match_index_key(const OpenSettings& settings, RocksdbLog& log, const Secret& key) {
    TRY(check_index_key(settings, log, key));
    if (log.end() > 0) return {};
    return log.append({.first = 0, .count = 0, .rows = {index_key_mark(key)}});
}

Result<void> decide(OpenedLedger& ledger, CommandHandler handler) {
    Command command{.handler = std::move(handler),
                    .touches = {},
                    .caller = {},
                    .idempotency = {},
                    .bytes = 0,
                    .done = {}};
    TRY(outcome,
        decide_alone(*ledger.sequencer, *ledger.committer, *ledger.log, std::move(command)));
    if (!outcome.reply) return fail(outcome.reply.error());
    return {};
}

/// What signs checkpoints, tells claims apart, and vouches for the log's length.
struct Keeping {
    NoteSigner signer;
    Secret index_key;
    HeadFile head;
};

Result<void> make_parts(OpenedLedger& ledger, const SequencerLimits& limits,
                        const Surroundings& around, Keeping keeping) {
    TRY(end, find_end(*ledger.log));
    TRY(edge, LogReader{*ledger.log}.edge());
    const std::string origin = keeping.signer.verifier().name;
    ledger.publisher = std::make_unique<CheckpointPublisher>(origin, std::move(keeping.signer));
    ledger.sequencer.emplace(around.clock, around.entropy, around.domains,
                             std::move(keeping.index_key), end, limits);
    ledger.committer.emplace(*ledger.log, std::move(keeping.head), *ledger.publisher,
                             around.entropy, std::move(edge));
    return {};
}

Result<void> found_log(OpenedLedger& ledger, const OpenSettings& settings,
                       const Surroundings& around, Keys keys, HeadFile head) {
    const std::string origin =
        settings.origin.empty() ? random_origin(around.entropy) : settings.origin;
    TRY(signer, NoteSigner::from_seed(origin, std::move(keys.signing_seed)));
    const std::string verifier_key = to_text(signer.verifier());
    TRY(make_parts(ledger, settings.sequencer, around,
                   {std::move(signer), std::move(keys.index_key), std::move(head)}));
    ledger.created = true;
    return decide(
        ledger,
        genesis({.origin = origin, .verifier_key = verifier_key, .network = settings.network},
                around.domains));
}

/// Looks without touching: a plain open replaces the write-ahead log and with it the evidence.
Result<void> inspect(const OpenSettings& settings, const Surroundings& around,
                     const HeadReading& head) {
    auto log = RocksdbLog::open(around.files, settings.folder.log(),
                                {.read_only = true, .warn = around.warn});
    if (!log && log.error().code == "log.not_found") {
        if (head.head.size == 0) return {};
        return fail(
            ErrorKind::corrupt, "head.ahead",
            "HEAD vouches for " + std::to_string(head.head.size) + " events, and there is no log");
    }
    if (!log) return fail(log.error());
    return check_start(**log, head);
}

Result<void> open_parts(OpenedLedger& ledger, const OpenSettings& settings,
                        const Surroundings& around, Keys keys, const HeadReading& reading) {
    TRY(head, HeadFile::open(around.files, settings.folder.head(), reading));
    if (ledger.log->end() == 0)
        return found_log(ledger, settings, around, std::move(keys), std::move(head));
    TRY(identity, read_identity(*ledger.log));
    TRY(signer, make_signer(settings, identity, std::move(keys.signing_seed)));
    return make_parts(ledger, settings.sequencer, around,
                      {std::move(signer), std::move(keys.index_key), std::move(head)});
}

}  // namespace

Result<OpenedLedger> open_ledger(const OpenSettings& settings, const Surroundings& around) {
    OpenedLedger ledger;
    TRY(lock, lock_folder(settings, around.files));
    ledger.lock = std::move(lock);
    TRY(existing, check_format(settings, around.files));
    if (!existing) TRY(check_unused(settings, around));
    TRY(keys, open_keys(settings, around, existing));
    TRY(reading, existing ? read_head(settings, around) : found_folder(settings, around.files));
    TRY(inspect(settings, around, reading));
    TRY(log, RocksdbLog::open(around.files, settings.folder.log(),
                              {.create = reading.head.size == 0,
                               .is_expired_answer =
                                   [&clock = around.clock](std::string_view answer) {
                                       return is_expired_answer(answer, clock.now());
                                   },
                               .warn = around.warn}));
    ledger.log = std::move(log);
    // HEAD, FORMAT and the log's folder, left by a process that was killed, are synced by name
    // before anything is committed that rests on them.
    TRY(around.files.sync_directory(settings.folder.root()));
    TRY(match_index_key(settings, *ledger.log, keys.index_key));
    TRY(complete_indexes(*ledger.log));
    TRY(open_parts(ledger, settings, around, std::move(keys), reading));
    TRY(ledger.committer->publish_present());
    return ledger;
}

Result<std::optional<Recovery>> recover_ledger(const OpenSettings& settings,
                                               const Surroundings& around,
                                               const std::string& reason) {
    {
        const auto whole = open_ledger(settings, around);
        if (whole) return std::optional<Recovery>{};
        if (whole.error().kind != ErrorKind::corrupt) return fail(whole.error());
        around.warn(whole.error().message);
    }
    OpenedLedger ledger;
    TRY(lock, lock_folder(settings, around.files));
    ledger.lock = std::move(lock);
    TRY(keys, open_keys(settings, around, true));
    TRY(log, RocksdbLog::open(around.files, settings.folder.log(),
                              {.point_in_time_recovery = true, .warn = around.warn}));
    ledger.log = std::move(log);
    if (ledger.log->end() == 0)
        return fail(ErrorKind::corrupt, "recover.nothing", "nothing of the log is left");
    TRY(match_index_key(settings, *ledger.log, keys.index_key));
    TRY(complete_indexes(*ledger.log));
    TRY(identity, read_identity(*ledger.log));
    TRY(signer, make_signer(settings, identity, Secret{std::string{keys.signing_seed.reveal()}}));
    Sha256 sha256;
    const LogReader reader{*ledger.log};
    TRY(root, root_of(reader.end(), reader.subtree_source(), sha256));
    const auto last = read_head(settings, around);
    const Head known = last ? last->head : Head{.size = reader.end(), .root = root};

    const std::string origin = next_origin(identity);
    const LogRecovered event{
        .origin = origin,
        .previous_origin = identity.origin,
        .lost_from = reader.end(),
        .known_size = known.size,
        .known_root = known.root,
        .last_checkpoint = signer.sign(checkpoint_text({.origin = identity.origin, .head = known})),
        .reason = reason};
    TRY(renamed, NoteSigner::from_seed(origin, std::move(keys.signing_seed)));
    // Beside the old HEAD, which goes on refusing the folder until the loss stands in the log.
    const std::string new_head = settings.folder.head() + ".new";
    TRY(head, HeadFile::open(around.files, new_head, std::nullopt));
    TRY(make_parts(ledger, settings.sequencer, around,
                   {std::move(renamed), std::move(keys.index_key), std::move(head)}));
    TRY(decide(ledger, [&](Tx& tx) -> Result<Reply> {
        TRY(tx.append<LogIdentity>(log_identity_id, event));
        return Reply{};
    }));
    TRY(ledger.committer->publish_present());
    TRY(around.files.rename(new_head, settings.folder.head()));
    TRY(around.files.sync_directory(settings.folder.root()));
    return std::optional{
        Recovery{.lost_from = event.lost_from, .known_size = known.size, .origin = origin}};
}

}  // namespace ledger
