// Views beside a log that is not the one they were folded from: a restored backup, a replaced disk.
#include "tests/projections/world.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace ledger;
using namespace ledger::test;

namespace {

using Fill = std::function<void(EventLog&)>;

/// Two logs that begin alike, and the views that stand beside whichever is there.
class Restored {
public:
    Restored(const Fill& before, const Fill& after) {
        before(before_);
        after(after_);
        fold(before_);
    }
    /// Folds what stands in the later log, as the next start does.
    void start() { fold(after_); }

    const EventLog& log() const { return after_; }
    RowList rows(std::string_view view) const { return rows_.at(std::string{view}); }
    bool was_told(std::string_view text) const { return lines_.contain(text); }
    /// Of `tally`, right after opening.
    Position kept() const { return kept_; }

private:
    void fold(const EventLog& log) {
        const auto line = [this](std::string_view text) { lines_.add(text); };
        const auto store = *RowStore::open(files_, views_folder, log.end(), line);
        ProjectionRunner runner{log, *store, clock_, views_, {}, line};
        REQUIRE(runner.open().has_value());
        kept_ = runner.status()[0].position;
        while (*runner.step()) {
        }
        for (const View& view : views_)
            rows_[std::string{view.name}] = rows_of((*runner.read(view.name))->rows());
        REQUIRE(runner.close().has_value());
    }

    MemoryLog before_;
    MemoryLog after_;
    DroppingFileSystem files_;
    TestClock clock_;
    Lines lines_;
    std::vector<View> views_{tally, census};
    std::map<std::string, RowList> rows_;
    Position kept_ = 0;
};

void check_fold(const Restored& world) {
    CHECK(world.rows("tally") == naive_fold(world.log(), tally, world.log().end()));
    CHECK(world.rows("census") == naive_fold(world.log(), census, world.log().end()));
}

void append_others(EventLog& log, int count) {
    for (int i = 0; i < count; ++i) append_event(log, "other " + std::to_string(i));
}

}  // namespace

TEST_CASE("rows of a log that was replaced by another one as long, or longer, are not kept") {
    for (const int others : {50, 51, 400}) {
        CAPTURE(others);
        Restored world{[](EventLog& log) { append_events(log, 150); },
                       [&](EventLog& log) {
                           append_events(log, 100);
                           append_others(log, others);
                       }};
        world.start();
        CHECK(world.kept() == 0);
        CHECK(world.was_told("tally@1.1 is made anew: it was folded from another log"));
        check_fold(world);
    }
}

TEST_CASE("rows of a log that only grew are kept, also when nothing was appended") {
    for (const std::uint64_t more : {0U, 1U, 300U}) {
        CAPTURE(more);
        Restored world{[](EventLog& log) { append_events(log, 150); },
                       [&](EventLog& log) {
                           append_events(log, 150);
                           if (more > 0) append_events(log, more);
                       }};
        world.start();
        CHECK(world.kept() == 150);
        CHECK_FALSE(world.was_told("made anew"));
        check_fold(world);
    }
}

TEST_CASE("rows beside an empty log are not kept") {
    Restored world{[](EventLog& log) { append_events(log, 150); }, [](EventLog&) {}};
    world.start();
    CHECK(world.kept() == 0);
    CHECK(world.was_told("tally@1.1 is made anew: its checkpoint is ahead of the log"));
    CHECK(world.rows("tally").empty());
}
