#include "tests/http/fake_engine.hpp"

#include "engine/kernel/encoding.hpp"

namespace ledger::test {
namespace {

class FakeSnapshot final : public BuildSnapshot {
public:
    explicit FakeSnapshot(const FakeEngine::ViewRows& view) : view_{view} {}

    Result<std::optional<std::string>> get(std::string_view key) const override {
        const auto found = view_.rows.find(std::string{key});
        if (found == view_.rows.end()) return std::nullopt;
        return found->second;
    }
    Result<void> scan(
        std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const override {
        for (const auto& [key, value] : view_.rows)
            if (key >= from && (until.empty() || key < until) && !visit(key, value)) break;
        return {};
    }
    Position position() const override { return view_.position; }
    Result<RowDigest> digest() const override { return RowDigest{}; }

private:
    const FakeEngine::ViewRows& view_;
};

class FakeReader final : public ProjectionRunner::Reader {
public:
    explicit FakeReader(const FakeEngine::ViewRows& view) : view_{view}, snapshot_{view} {}
    const BuildSnapshot& rows() const override { return snapshot_; }
    ViewState state() const override { return view_.state; }
    std::uint32_t version() const override { return 1; }

private:
    const FakeEngine::ViewRows& view_;
    FakeSnapshot snapshot_;
};

}  // namespace

Command FakeEngine::take() {
    std::unique_lock lock{mutex_};
    arrived_.wait(lock, [this] { return !commands_.empty(); });
    Command command = std::move(commands_.front());
    commands_.erase(commands_.begin());
    return command;
}

std::move_only_function<void(bool)> FakeEngine::take_waiter() {
    std::unique_lock lock{mutex_};
    arrived_.wait(lock, [this] { return !waiters_.empty(); });
    auto waiter = std::move(waiters_.front());
    waiters_.erase(waiters_.begin());
    return waiter;
}

Result<void> FakeEngine::submit(Command command) {
    if (refusal) return fail(*refusal);
    if (answers) {
        command.done({.reply = Reply{.status = 201, .body = R"({"done":true})"},
                      .position = acknowledged_events});
        return {};
    }
    const std::lock_guard lock{mutex_};
    commands_.push_back(std::move(command));
    arrived_.notify_all();
    return {};
}

void FakeEngine::when_admitting(std::move_only_function<void(bool)> ready) {
    const std::lock_guard lock{mutex_};
    waiters_.push_back(std::move(ready));
    arrived_.notify_all();
}

void FakeEngine::when_reached(std::span<const std::string_view>, Position position, Duration,
                              std::move_only_function<void(bool)> ready) {
    last_target = position;
    if (views_reach) return ready(true);
    const std::lock_guard lock{mutex_};
    waiters_.push_back(std::move(ready));
    arrived_.notify_all();
}

Result<std::unique_ptr<ProjectionRunner::Reader>> FakeEngine::read(std::string_view view) const {
    return std::make_unique<FakeReader>(views.at(std::string{view}));
}

}  // namespace ledger::test
