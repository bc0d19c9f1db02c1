#include "stellar/sandbox/storage/recovery.hpp"

#include "stellar/sandbox/storage/frame.hpp"
#include "stellar/tx/hashes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ledger::stellar::sandbox {
namespace {

constexpr std::size_t digits = 10;

template <class T>
Result<T> decode_body(const std::string& path, std::string_view body) {
    auto value = xdr::decode<T>(body, {.input_bytes = body.size()});
    if (!value) return fail(corrupt(path, value.error().message));
    return value;
}

Result<void> cut(FileSystem& files, const std::string& path, std::uint64_t size) {
    TRY(file, files.open(path, OpenMode::read_write));
    TRY(file->truncate(size));
    return file->sync();
}

}  // namespace

Error corrupt(std::string_view path, std::string_view what) {
    return {.kind = ErrorKind::corrupt,
            .code = "sandbox.corrupt",
            .message = fmt::format("{}: {}", path, what)};
}

std::vector<std::uint32_t> sequences_of(std::span<const std::string> names, std::string_view kind) {
    std::vector<std::uint32_t> sequences;
    for (const std::string& name : names) {
        std::string_view rest = name;
        if (!rest.starts_with(kind)) continue;
        rest.remove_prefix(kind.size());
        if (rest.size() != digits + 1 || rest.front() != '-') continue;
        std::uint32_t sequence = 0;
        const char* const end = rest.data() + rest.size();
        const auto [stop, error] = std::from_chars(rest.data() + 1, end, sequence);
        if (error == std::errc{} && stop == end) sequences.push_back(sequence);
    }
    std::ranges::sort(sequences);
    return sequences;
}

Result<RecoveredState> read_state(FileSystem& files, const std::string& path) {
    TRY(bytes, read_file(files, path, frame_size(most_file_bytes)));
    const std::optional<std::string_view> body = first_body(bytes);
    if (!body || frame_size(body->size()) != bytes.size())
        return fail(corrupt(path, "it is not one whole frame"));
    TRY(state, decode_body<StoredState>(path, *body));
    return RecoveredState::from(std::move(state));
}

Result<JournalReader::SegmentEnd> JournalReader::read(FileSystem& files, const std::string& path,
                                                      std::uint32_t first, bool is_last) {
    const std::uint32_t expected = previous_ ? previous_->sequence + 1 : first;
    if (first != expected)
        return fail(corrupt(path, fmt::format("ledger {} is missing before it", expected)));
    TRY(bytes, read_file(files, path, frame_size(most_file_bytes)));
    SegmentEnd end;
    std::string_view rest = bytes;
    while (const std::optional<std::string_view> body = first_body(rest)) {
        TRY(take(path, *body, end));
        rest.remove_prefix(frame_size(body->size()));
    }
    end.bytes = bytes.size() - rest.size();
    if (rest.empty()) return end;
    // Ledgers are synced one by one: what was cut short has no whole one after it.
    if (!is_last || holds_frame(rest))
        return fail(corrupt(path, fmt::format("the ledger at byte {} is damaged", end.bytes)));
    TRY(cut(files, path, end.bytes));
    cut_bytes_ = rest.size();
    return end;
}

Result<void> JournalReader::take(const std::string& path, std::string_view body, SegmentEnd& end) {
    TRY(ledger, decode_body<StoredLedger>(path, body));
    TRY(check_chain(path, ledger));
    const std::uint32_t sequence = ledger.header.ledger_seq;
    if (sequence > saved_) TRY(state_.apply(ledger));
    previous_ = {.sequence = sequence, .hash = ledger.hash};
    ++end.ledgers;
    end.last_close = ledger.header.scp_value.close_time;
    return visit_(std::move(ledger));
}

Result<void> JournalReader::check_chain(const std::string& path, const StoredLedger& ledger) const {
    const std::uint32_t sequence = ledger.header.ledger_seq;
    TRY(hash, ledger_header_hash(ledger.header));
    if (hash != ledger.hash)
        return fail(corrupt(path, fmt::format("ledger {} has another hash", sequence)));
    if (!previous_) {
        if (sequence <= saved_ + 1) return {};
        return fail(corrupt(path, fmt::format("ledger {} is missing before it", saved_ + 1)));
    }
    if (sequence != previous_->sequence + 1 ||
        ledger.header.previous_ledger_hash != previous_->hash)
        return fail(corrupt(path, fmt::format("ledger {} does not follow ledger {}", sequence,
                                              previous_->sequence)));
    return {};
}

Result<void> JournalReader::finish(std::string_view folder) const {
    if (!previous_ || previous_->sequence >= saved_) return {};
    return fail(corrupt(folder, fmt::format("the ledgers end with {}, before the saved state {}",
                                            previous_->sequence, saved_)));
}

}  // namespace ledger::stellar::sandbox
