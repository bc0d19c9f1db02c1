#include "stellar/sandbox/storage/store.hpp"

#include "engine/kernel/assert.hpp"
#include "stellar/sandbox/storage/frame.hpp"
#include "stellar/sandbox/storage/recovery.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ledger::stellar::sandbox {
namespace {

constexpr std::string_view state_kind = "state";
constexpr std::string_view segment_kind = "ledgers";

Result<std::string> frame_with(std::string_view path, Result<std::string> body) {
    if (!body) return body;
    if (body->size() > most_file_bytes)
        return fail(ErrorKind::insufficient_storage, "sandbox.too_large",
                    fmt::format("{}: more than a file of the sandbox may hold", path));
    return frame_of(*body);
}

}  // namespace

Result<Store> Store::open(FileSystem& files, std::string folder, SegmentLimits limits) {
    TRY(create_directory_durably(files, folder));
    TRY(lock, files.lock(folder + "/lock"));
    return Store{files, std::move(folder), limits, std::move(lock)};
}

std::string Store::path_of(std::string_view kind, std::uint32_t sequence) const {
    return fmt::format("{}/{}-{:010}", folder_, kind, sequence);
}

Result<void> Store::check_usable() const {
    if (!is_broken_) return {};
    return fail(ErrorKind::internal, "sandbox.broken",
                folder_ + ": a write failed, so nothing more is written");
}

Result<std::optional<Store::Recovered>> Store::recover(
    FunctionRef<Result<void>(StoredLedger)> visit) {
    TRY(names, files_->list(folder_));
    const std::vector<std::uint32_t> states = sequences_of(names, state_kind);
    const std::vector<std::uint32_t> firsts = sequences_of(names, segment_kind);
    if (states.empty()) {
        if (firsts.empty()) return std::nullopt;
        return fail(corrupt(folder_, "there are ledgers but no state"));
    }
    saved_ = states.back();
    TRY(state, read_state(*files_, path_of(state_kind, saved_)));
    if (state.header().ledger_seq != saved_)
        return fail(corrupt(path_of(state_kind, saved_), "it holds another ledger's state"));
    JournalReader journal{std::move(state), visit};
    for (const std::uint32_t first : firsts) {
        const std::string path = path_of(segment_kind, first);
        TRY(end, journal.read(*files_, path, first, first == firsts.back()));
        segments_.push_back({.path = path,
                             .first = first,
                             .ledgers = end.ledgers,
                             .bytes = end.bytes,
                             .last_close = end.last_close});
    }
    TRY(journal.finish(folder_));
    if (!segments_.empty() && journal.header().ledger_seq != saved_) {
        TRY(file, files_->open(segments_.back().path, OpenMode::read_write));
        file_ = std::move(file);
    }
    TRY(remove_states_before(saved_));
    return Recovered{
        .header = journal.header(), .entries = journal.entries(), .cut_bytes = journal.cut_bytes()};
}

Result<void> Store::keep_genesis(const Hash& hash) {
    return replace_file(*files_, folder_ + "/genesis", frame_of(as_view(hash)));
}

Result<Hash> Store::genesis() const {
    const std::string path = folder_ + "/genesis";
    TRY(bytes, read_file(*files_, path, frame_size(sizeof(Hash))));
    const std::optional<std::string_view> body = first_body(bytes);
    if (!body || body->size() != sizeof(Hash))
        return fail(corrupt(path, "it is not the frame of a hash"));
    return Hash{ByteReader{*body}.take_array<sizeof(Hash)>()};
}

Result<void> Store::begin_segment(std::uint32_t first) {
    const std::string path = path_of(segment_kind, first);
    // One of this name has no ledger that was synced: it was cut when the folder was opened.
    if (!segments_.empty() && segments_.back().first == first) segments_.pop_back();
    TRY(file, files_->open(path, OpenMode::truncate));
    TRY(files_->sync_directory(folder_));
    segments_.push_back({.path = path, .first = first});
    file_ = std::move(file);
    return {};
}

Result<void> Store::append(const StoredLedger& ledger) {
    TRY(check_usable());
    is_broken_ = true;
    TRY(write(ledger));
    is_broken_ = false;
    return {};
}

Result<void> Store::write(const StoredLedger& ledger) {
    if (file_ == nullptr) TRY(begin_segment(ledger.header.ledger_seq));
    Segment& segment = segments_.back();
    TRY(frame, frame_with(segment.path, xdr::encode(ledger)));
    TRY(file_->append(frame));
    TRY(file_->sync());
    ++segment.ledgers;
    segment.bytes += frame.size();
    segment.last_close = ledger.header.scp_value.close_time;
    return {};
}

bool Store::is_full() const {
    if (file_ == nullptr) return false;
    const Segment& segment = segments_.back();
    return segment.ledgers >= limits_.ledgers || segment.bytes >= limits_.bytes;
}

Result<void> Store::save(const StoredState& state) {
    TRY(check_usable());
    is_broken_ = true;
    const std::uint32_t sequence = state.header.ledger_seq;
    const std::string path = path_of(state_kind, sequence);
    TRY(frame, frame_with(path, xdr::encode(state)));
    TRY(replace_file(*files_, path, frame));
    saved_ = sequence;
    file_.reset();
    TRY(remove_states_before(sequence));
    is_broken_ = false;
    return {};
}

Result<void> Store::remove_states_before(std::uint32_t sequence) {
    TRY(names, files_->list(folder_));
    for (const std::uint32_t older : sequences_of(names, state_kind))
        if (older < sequence) TRY(files_->remove(path_of(state_kind, older)));
    return {};
}

Result<void> Store::forget_before(xdr::TimePoint time) {
    TRY(check_usable());
    while (segments_.size() > 1) {
        const Segment& oldest = segments_.front();
        const bool is_needed = oldest.first + oldest.ledgers > saved_ + 1;
        if (is_needed || oldest.last_close >= time) break;
        TRY(files_->remove(oldest.path));
        // Each by itself: a power cut must not bring back one and keep a later one away.
        TRY(files_->sync_directory(folder_));
        segments_.pop_front();
    }
    return {};
}

}  // namespace ledger::stellar::sandbox
