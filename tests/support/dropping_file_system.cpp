#include "tests/support/dropping_file_system.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>
#include <utility>

// RocksDB forgets a memtable when it cannot start the next write-ahead log; LeakSanitizer asks
// here. NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
    return "leak:rocksdb::DBImpl::SwitchMemtable\n";
}
// NOLINTEND(bugprone-reserved-identifier)

namespace ledger::test {
namespace {

constexpr std::uint64_t sector_bytes = 512;
constexpr std::uint64_t page_bytes = 4096;
constexpr std::uint64_t plenty_of_space = 1ULL << 40U;

void overwrite(std::string& content, std::uint64_t offset, std::string_view bytes) {
    if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
    bytes.copy(content.data() + offset, bytes.size());
}

/// Calls `visit(page, offset, part)` for each page of the file that the write touches.
void for_each_page(std::uint64_t offset, std::string_view bytes, auto visit) {
    while (!bytes.empty()) {
        const std::uint64_t in_page = std::min(page_bytes - offset % page_bytes, bytes.size());
        visit(offset / page_bytes, offset, bytes.substr(0, in_page));
        offset += in_page;
        bytes.remove_prefix(in_page);
    }
}

Error not_found(const std::string& path) {
    return {.kind = ErrorKind::not_found, .code = "file.not_found", .message = path};
}

Error input_output(std::string message) {
    return {.kind = ErrorKind::internal, .code = "file.io", .message = std::move(message)};
}

}  // namespace

class DroppingFileSystem::Handle final : public File {
public:
    Handle(DroppingFileSystem& files, Id id, std::string path, OpenMode mode)
        : files_{files}, id_{id}, path_{std::move(path)}, mode_{mode}, life_{files.life_} {}
    ~Handle() override {
        const std::lock_guard lock{files_.mutex_};
        if (life_ == files_.life_) --files_.files_.at(id_).handles;
    }

    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
        const std::lock_guard lock{files_.mutex_};
        TRY(file, node());
        if (files_.refuses_reads_) return fail(input_output(path_));
        const std::string& content = file->current;
        if (offset >= content.size()) return std::size_t{0};
        return content.copy(out.data(), out.size(), offset);
    }
    Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
        const std::lock_guard lock{files_.mutex_};
        TRY(file, writable_node());
        return files_.write(*file, {.offset = offset, .bytes = std::string{bytes}});
    }
    Result<void> append(std::string_view bytes) override {
        const std::lock_guard lock{files_.mutex_};
        TRY(file, writable_node());
        return files_.write(*file, {.offset = file->current.size(), .bytes = std::string{bytes}});
    }
    Result<void> truncate(std::uint64_t size) override {
        const std::lock_guard lock{files_.mutex_};
        TRY(file, writable_node());
        return files_.write(*file, {.offset = size, .bytes = "", .is_truncation = true});
    }
    Result<std::uint64_t> size() const override {
        const std::lock_guard lock{files_.mutex_};
        TRY(file, node());
        return std::uint64_t{file->current.size()};
    }
    Result<void> sync() override {
        const std::lock_guard lock{files_.mutex_};
        TRY(file, node());
        return files_.sync(*file, path_);
    }

private:
    Result<FileNode*> node() const {
        TRY(files_.check_power());
        if (life_ != files_.life_) return fail(input_output(path_ + ": opened before the crash"));
        return &files_.files_.at(id_);
    }
    Result<FileNode*> writable_node() const {
        if (mode_ == OpenMode::read) return fail(input_output(path_ + ": opened for reading"));
        return node();
    }

    DroppingFileSystem& files_;
    Id id_;
    std::string path_;
    OpenMode mode_;
    std::uint64_t life_;
};

class DroppingFileSystem::Lock final : public FileLock {
public:
    Lock(DroppingFileSystem& files, std::string path)
        : files_{files}, path_{std::move(path)}, life_{files.life_} {}
    ~Lock() override {
        const std::lock_guard lock{files_.mutex_};
        if (life_ == files_.life_) files_.locks_.erase(path_);
    }

private:
    DroppingFileSystem& files_;
    std::string path_;
    std::uint64_t life_;
};

DroppingFileSystem::DroppingFileSystem() { directories_.try_emplace(root); }

Result<DroppingFileSystem::Place> DroppingFileSystem::find(const std::string& path) const {
    Place place{.id = root};
    for (std::size_t at = 0; at < path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        std::string name = path.substr(at, end - at);
        at = end + 1;
        if (name.empty() || name == ".") continue;
        if (!place.id || !directories_.contains(*place.id)) return fail(not_found(path));
        const Names& names = directories_.at(*place.id).current;
        const auto entry = names.find(name);
        place = {.directory = *place.id, .name = std::move(name)};
        if (entry != names.end()) place.id = entry->second;
    }
    return place;
}

Result<DroppingFileSystem::Id> DroppingFileSystem::find_existing(const std::string& path) const {
    TRY(check_power());
    TRY(place, find(path));
    if (!place.id) return fail(not_found(path));
    return *place.id;
}

Result<void> DroppingFileSystem::check_power() const {
    if (!has_power_) return fail(input_output("the power is off"));
    return {};
}

Result<void> DroppingFileSystem::count_change() {
    ++changes_;
    if (power_left_ > 0 && --power_left_ == 0) has_power_ = false;
    return check_power();
}

Result<void> DroppingFileSystem::count_sync(const std::string& path) {
    TRY(count_change());
    if (syncs_left_ == 0 || --syncs_left_ > 0) return {};
    failed_sync_ = path;
    return fail(input_output(path + ": a sync failed"));
}

Result<void> DroppingFileSystem::change_names(Id id, NameChange change) {
    DirectoryNode& directory = directories_.at(id);
    apply(directory.current, change);
    directory.pending.push_back(std::move(change));
    return count_change();
}

void DroppingFileSystem::apply(Names& names, const NameChange& change) {
    for (const auto& [name, id] : change) {
        names.erase(name);
        if (id) names.emplace(name, *id);
    }
}

Result<void> DroppingFileSystem::write(FileNode& file, Write write) {
    if (space_left_) {
        if (write.bytes.size() > *space_left_)
            return fail(ErrorKind::insufficient_storage, "file.no_space", "the disk is full");
        *space_left_ -= write.bytes.size();
    }
    apply(file.current, write);
    file.modified = static_cast<std::int64_t>(changes_);
    file.pending.push_back(std::move(write));
    return count_change();
}

void DroppingFileSystem::apply(std::string& content, const Write& write) {
    if (write.is_truncation) {
        content.resize(write.offset);
    } else {
        overwrite(content, write.offset, write.bytes);
    }
}

Result<void> DroppingFileSystem::sync(FileNode& file, const std::string& path) {
    if (const Result<void> counted = count_sync(path); !counted) {
        if (has_power_)
            for (Write& write : file.pending) write.is_lost = true;
        return counted;
    }
    for (const Write& write : file.pending)
        if (!write.is_lost) apply(file.durable, write);
    std::erase_if(file.pending, [](const Write& write) { return !write.is_lost; });
    return {};
}

Result<std::unique_ptr<File>> DroppingFileSystem::open(const std::string& path, OpenMode mode) {
    const std::lock_guard lock{mutex_};
    TRY(check_power());
    if (refuses_reads_ && mode == OpenMode::read) return fail(input_output(path));
    TRY(place, find(path));
    if (place.id && mode == OpenMode::create_private)
        return fail(ErrorKind::conflict, "file.exists", path);
    if (place.id && !files_.contains(*place.id))
        return fail(input_output(path + ": is a directory"));
    if (!place.id) {
        if (mode == OpenMode::read) return fail(not_found(path));
        place.id = next_id_++;
        files_[*place.id].mode = mode == OpenMode::create_private ? 0600 : 0644;
        TRY(change_names(place.directory, {{place.name, place.id}}));
    }
    FileNode& file = files_.at(*place.id);
    if (mode == OpenMode::truncate && !file.current.empty())
        TRY(write(file, {.offset = 0, .bytes = "", .is_truncation = true}));
    ++file.handles;
    return std::make_unique<Handle>(*this, *place.id, path, mode);
}

Result<FileInfo> DroppingFileSystem::info(const std::string& path) const {
    const std::lock_guard lock{mutex_};
    TRY(id, find_existing(path));
    if (directories_.contains(id)) return FileInfo{.is_directory = true, .mode = 0755};
    const FileNode& file = files_.at(id);
    return FileInfo{.size = file.current.size(),
                    .modified_seconds = file.modified,
                    .is_directory = false,
                    .mode = file.mode};
}

Result<std::vector<std::string>> DroppingFileSystem::list(const std::string& directory) const {
    const std::lock_guard lock{mutex_};
    TRY(id, find_existing(directory));
    if (!directories_.contains(id)) return fail(not_found(directory));
    std::vector<std::string> names;
    for (const auto& [name, entry] : directories_.at(id).current) names.push_back(name);
    return names;
}

Result<void> DroppingFileSystem::create_directory(const std::string& path) {
    const std::lock_guard lock{mutex_};
    TRY(check_power());
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        TRY(place, find(path.substr(0, end)));
        if (place.id && files_.contains(*place.id))
            return fail(ErrorKind::conflict, "file.exists", path);
        if (!place.id) {
            const Id id = next_id_++;
            directories_.try_emplace(id);
            TRY(change_names(place.directory, {{place.name, id}}));
        }
        if (end == std::string::npos) return {};
    }
}

Result<void> DroppingFileSystem::remove(const std::string& path) {
    const std::lock_guard lock{mutex_};
    TRY(id, find_existing(path));
    const auto directory = directories_.find(id);
    if (directory != directories_.end() && !directory->second.current.empty())
        return fail(input_output(path + ": not empty"));
    TRY(place, find(path));
    return change_names(place.directory, {{place.name, std::nullopt}});
}

Result<void> DroppingFileSystem::rename(const std::string& from, const std::string& to) {
    const std::lock_guard lock{mutex_};
    TRY(id, find_existing(from));
    TRY(source, find(from));
    TRY(target, find(to));
    LEDGER_ASSERT(source.directory == target.directory);
    return change_names(source.directory, {{source.name, std::nullopt}, {target.name, id}});
}

Result<void> DroppingFileSystem::link(const std::string& from, const std::string& to) {
    const std::lock_guard lock{mutex_};
    TRY(id, find_existing(from));
    TRY(target, find(to));
    if (target.id) return fail(ErrorKind::conflict, "file.exists", to);
    return change_names(target.directory, {{target.name, id}});
}

Result<void> DroppingFileSystem::sync_directory(const std::string& path) {
    const std::lock_guard lock{mutex_};
    TRY(id, find_existing(path));
    const auto directory = directories_.find(id);
    if (directory == directories_.end()) return fail(not_found(path));
    TRY(count_sync(path));
    directory->second.durable = directory->second.current;
    directory->second.pending.clear();
    collect_garbage();
    return {};
}

Result<std::unique_ptr<FileLock>> DroppingFileSystem::lock(const std::string& path) {
    TRY(open(path, OpenMode::read_write));
    const std::lock_guard lock{mutex_};
    if (!locks_.insert(path).second) return fail(ErrorKind::conflict, "file.locked", path);
    return std::make_unique<Lock>(*this, path);
}

Result<std::uint64_t> DroppingFileSystem::free_bytes(const std::string& path) const {
    const std::lock_guard lock{mutex_};
    TRY(find_existing(path));
    return space_left_.value_or(plenty_of_space);
}

void DroppingFileSystem::crash(std::uint64_t seed) {
    const std::lock_guard lock{mutex_};
    Prng prng{seed};
    for (auto& [id, directory] : directories_) settle(directory, prng);
    for (auto& [id, file] : files_) settle(file, prng);
    end_process();
}

void DroppingFileSystem::kill_process() {
    const std::lock_guard lock{mutex_};
    end_process();
}

void DroppingFileSystem::end_process() {
    for (auto& [id, file] : files_) file.handles = 0;
    ++life_;
    locks_.clear();
    has_power_ = true;
    power_left_ = 0;
    syncs_left_ = 0;
    refuses_reads_ = false;
    space_left_.reset();
    collect_garbage();
}

void DroppingFileSystem::settle(DirectoryNode& directory, Prng& prng) {
    // In order: file systems keep a journal of names.
    const std::uint64_t kept = prng.below(directory.pending.size() + 1);
    for (std::uint64_t i = 0; i < kept; ++i) apply(directory.durable, directory.pending[i]);
    directory.current = directory.durable;
    directory.pending.clear();
}

void DroppingFileSystem::settle(FileNode& file, Prng& prng) {
    std::erase_if(file.pending, [](const Write& write) { return write.is_lost; });
    if (prng.chance(2)) {
        settle_in_order(file, prng);
    } else {
        settle_by_page(file, prng);
    }
    file.current = file.durable;
    file.pending.clear();
}

/// The first writes reach the disk; the next one up to some byte, or up to a sector.
void DroppingFileSystem::settle_in_order(FileNode& file, Prng& prng) {
    const std::uint64_t kept = prng.below(file.pending.size() + 1);
    for (std::uint64_t i = 0; i < kept; ++i) apply(file.durable, file.pending[i]);
    if (kept == file.pending.size() || file.pending[kept].is_truncation) return;
    const Write& torn = file.pending[kept];
    std::uint64_t end = torn.offset + prng.below(torn.bytes.size() + 1);
    if (prng.chance(2)) end = std::max(torn.offset, end / sector_bytes * sector_bytes);
    overwrite(file.durable, torn.offset, std::string_view{torn.bytes}.substr(0, end - torn.offset));
}

/// The system writes pages back in any order, each as it was at some moment. What is missing before
/// a page that did reach the disk reads as it did before, or as zeros.
void DroppingFileSystem::settle_by_page(FileNode& file, Prng& prng) {
    std::map<std::uint64_t, std::uint64_t> moments;
    for (std::uint64_t i = 0; i < file.pending.size(); ++i) {
        const Write& write = file.pending[i];
        if (write.is_truncation) apply(file.durable, write);
        for_each_page(write.offset, write.bytes,
                      [&](std::uint64_t page, std::uint64_t offset, std::string_view part) {
                          const auto moment = moments.try_emplace(page, 0).first;
                          if (moment->second == 0)
                              moment->second = 1 + prng.below(file.pending.size() + 1);
                          if (i + 1 < moment->second) overwrite(file.durable, offset, part);
                      });
    }
}

/// Frees what no name, now or after a crash, and no open file leads to.
void DroppingFileSystem::collect_garbage() {
    std::set<Id> reached{root};
    std::vector<Id> waiting{root};
    const auto reach = [&](Id id) {
        if (reached.insert(id).second && directories_.contains(id)) waiting.push_back(id);
    };
    while (!waiting.empty()) {
        const DirectoryNode& directory = directories_.at(waiting.back());
        waiting.pop_back();
        for (const auto& [name, id] : directory.current) reach(id);
        for (const auto& [name, id] : directory.durable) reach(id);
        for (const NameChange& change : directory.pending)
            for (const auto& [name, id] : change)
                if (id) reach(*id);
    }
    std::erase_if(directories_, [&](const auto& entry) { return !reached.contains(entry.first); });
    std::erase_if(files_, [&](const auto& entry) {
        return entry.second.handles == 0 && !reached.contains(entry.first);
    });
}

void DroppingFileSystem::lose_power_after(std::uint64_t count) {
    const std::lock_guard lock{mutex_};
    power_left_ = count;
}

std::uint64_t DroppingFileSystem::changes() const {
    const std::lock_guard lock{mutex_};
    return changes_;
}

void DroppingFileSystem::fail_sync(std::uint64_t count) {
    const std::lock_guard lock{mutex_};
    syncs_left_ = count;
}

std::string DroppingFileSystem::failed_sync() const {
    const std::lock_guard lock{mutex_};
    return failed_sync_;
}

void DroppingFileSystem::refuse_reads() {
    const std::lock_guard lock{mutex_};
    refuses_reads_ = true;
}

void DroppingFileSystem::limit_space(std::uint64_t bytes) {
    const std::lock_guard lock{mutex_};
    space_left_ = bytes;
}

}  // namespace ledger::test
