#include "http/app/open_ledger.hpp"

#include "engine/core/decide_alone.hpp"
#include "engine/core/genesis.hpp"
#include "engine/core/ledger_events.hpp"
#include "engine/core/start_up.hpp"
#include "engine/kernel/encoding.hpp"

#include <array>
#include <utility>

namespace ledger {
namespace {

constexpr std::uint64_t max_format_bytes = 64;
/// Key in family `meta`: a hash under the index key, by which another one is told from it.
constexpr std::string_view index_key_meta_key = "index_key";

struct Keys {
    Secret signing_seed;
    Secret index_key;
};

bool is_missing(const Error& error) { return error.code == "file.not_found"; }

Result<std::unique_ptr<FileLock>> lock_folder(const OpenSettings& settings, FileSystem& files) {
    if (!files.info(settings.folder.format()))
        TRY(create_directory_durably(files, settings.folder.root()));
    auto lock = files.lock(settings.folder.lock());
    if (!lock && lock.error().code == "file.locked")
        return fail(ErrorKind::unavailable, "folder.in_use",
                    settings.folder.root() + " is in use by another process");
    return lock;
}

/// True when the folder has held a ledger before.
Result<bool> check_format(const OpenSettings& settings, FileSystem& files) {
    const auto format = read_file(files, settings.folder.format(), max_format_bytes);
    if (!format && is_missing(format.error())) return false;
    if (!format) return fail(format.error());
    if (*format != format_line)
        return fail(ErrorKind::corrupt, "format.unknown",
                    settings.folder.format() + " is not \"nociq-ledger 1\"");
    return true;
}

std::string signing_key_path(const OpenSettings& settings) {
    return settings.signing_key.empty() ? settings.folder.signing_key() : settings.signing_key;
}

/// A key that is missing beside an existing log is never made anew: it would sign a fork.
Result<Keys> open_keys(const OpenSettings& settings, const Surroundings& around, bool existing) {
    if (existing) {
        for (const std::string& path : {signing_key_path(settings), settings.folder.index_key()}) {
            const auto info = around.files.info(path);
            if (!info && is_missing(info.error()))
                return fail(ErrorKind::corrupt, "key.missing", path + " is missing");
        }
    }
    TRY(create_directory_durably(around.files, settings.folder.keys()));
    TRY(seed, load_or_create_seed(around.files, around.entropy, signing_key_path(settings)));
    TRY(index, load_or_create_seed(around.files, around.entropy, settings.folder.index_key()));
    // They may have been made by a process that was killed before it could sync their names.
    if (!existing) TRY(around.files.sync_directory(settings.folder.keys()));
    return Keys{.signing_seed = std::move(seed), .index_key = std::move(index)};
}

Result<HeadReading> read_head(const OpenSettings& settings, const Surroundings& around) {
    TRY(reading, HeadFile::read(around.files, settings.folder.head()));
    if (!reading.warning.empty()) around.warn(reading.warning);
    return reading;
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

Result<LogIdentity> read_identity(const EventLog& log) {
    TRY(found, load(log, {.stream_type = &aggregate_type<LogIdentity>,
                          .stream = stream_name<LogIdentity>(log_identity_id)}));
    return *std::any_cast<LogIdentity>(&found.stream.state);
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

/// With another key, whatever was claimed would look free. A log that was just founded learns it.
Result<void> check_index_key(const OpenSettings& settings, RocksdbLog& log, const Secret& key) {
    const Hash mark = hmac_sha256(key.reveal(), index_key_meta_key);
    TRY(known, log.get(Family::meta, index_key_meta_key));
    if (!known)
        return log.append({.first = log.end(),
                           .count = 0,
                           .rows = {{Family::meta, std::string{index_key_meta_key},
                                     std::string{as_view(mark)}}}});
    if (*known == as_view(mark)) return {};
    return fail(
        ErrorKind::corrupt, "key.mismatch",
        settings.folder.index_key() + " is not the key that the log's claims were made with");
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

Result<void> make_parts(OpenedLedger& ledger, const Surroundings& around, NoteSigner signer,
                        Secret index_key, HeadFile head) {
    TRY(end, find_end(*ledger.log));
    TRY(edge, LogReader{*ledger.log}.edge());
    const std::string origin = signer.verifier().name;
    ledger.publisher = std::make_unique<CheckpointPublisher>(origin, std::move(signer));
    ledger.sequencer.emplace(around.clock, around.entropy, around.domains, std::move(index_key),
                             end);
    ledger.committer.emplace(*ledger.log, std::move(head), *ledger.publisher, around.entropy,
                             std::move(edge));
    return {};
}

Result<void> found_log(OpenedLedger& ledger, const OpenSettings& settings,
                       const Surroundings& around, Keys keys, HeadFile head) {
    const std::string origin =
        settings.origin.empty() ? random_origin(around.entropy) : settings.origin;
    TRY(signer, NoteSigner::from_seed(origin, std::move(keys.signing_seed)));
    const std::string verifier_key = to_text(signer.verifier());
    TRY(make_parts(ledger, around, std::move(signer), std::move(keys.index_key), std::move(head)));
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
    return make_parts(ledger, around, std::move(signer), std::move(keys.index_key),
                      std::move(head));
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
                              {.create = reading.head.size == 0, .warn = around.warn}));
    ledger.log = std::move(log);
    // HEAD, FORMAT and the log's folder, left by a process that was killed, are synced by name
    // before anything is committed that rests on them.
    TRY(around.files.sync_directory(settings.folder.root()));
    TRY(check_index_key(settings, *ledger.log, keys.index_key));
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
    TRY(check_index_key(settings, *ledger.log, keys.index_key));
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
    TRY(make_parts(ledger, around, std::move(renamed), std::move(keys.index_key), std::move(head)));
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
