#include "http/app/folder_files.hpp"

#include "engine/core/start_up.hpp"

#include <any>
#include <utility>

namespace ledger {
namespace {

constexpr std::uint64_t max_format_bytes = 64;
constexpr std::string_view index_key_meta_key = "index_key";

bool is_missing(const Error& error) { return error.code == "file.not_found"; }

}  // namespace

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

Result<LogIdentity> read_identity(const EventLog& log) {
    TRY(found, load(log, {.stream_type = &aggregate_type<LogIdentity>,
                          .stream = stream_name<LogIdentity>(log_identity_id)}));
    return *std::any_cast<LogIdentity>(&found.stream.state);
}

RowChange index_key_mark(const Secret& key) {
    const Hash mark = hmac_sha256(key.reveal(), index_key_meta_key);
    return {Family::meta, std::string{index_key_meta_key}, std::string{as_view(mark)}};
}

Result<void> check_index_key(const OpenSettings& settings, const EventLog& log, const Secret& key) {
    TRY(known, log.get(Family::meta, index_key_meta_key));
    // It was written before the first event.
    if (!known && log.end() > 0)
        return fail(ErrorKind::corrupt, "meta.index_key",
                    settings.folder.log() + ": rows of `meta` are missing");
    if (!known || known == index_key_mark(key).value) return {};
    return fail(
        ErrorKind::corrupt, "key.mismatch",
        settings.folder.index_key() + " is not the key that the log's claims were made with");
}

}  // namespace ledger
