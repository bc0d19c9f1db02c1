// Whatever is planned, changed and given up while time passes: the lookup says what counts.
#include "tests/domains/maintenance_world.hpp"
#include "tests/support/property.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

using namespace ledger;
using namespace ledger::maintenance;
using namespace std::chrono_literals;

namespace {

/// A window in the plainest way: by the minute.
struct Window {
    std::string site;
    std::int64_t from = 0;
    std::int64_t to = 0;
};
/// Those that were not given up, by id.
using Model = std::map<std::string, Window>;

constexpr std::int64_t horizon = 400;

Timestamp minute(std::int64_t minutes) { return noon + std::chrono::minutes{minutes}; }
std::int64_t now_of(const test::TestLedger& ledger) { return (ledger.now() - noon) / 1min; }
std::string any_site() { return *rc::gen::element<std::string>("tower", "state", "country"); }
std::int64_t any_minute() { return *rc::gen::inRange<std::int64_t>(0, horizon); }

void plan_any(test::TestLedger& ledger, Model& model, int& planned) {
    const Window window{any_site(), any_minute(), any_minute()};
    const auto answer = ledger.send(Method::post, collection,
                                    body_of(window.site, minute(window.from), minute(window.to)));
    const bool allowed = window.from > now_of(ledger) && window.to > window.from;
    RC_ASSERT(answer.reply.has_value() == allowed);
    if (allowed) model["MW00" + std::to_string(++planned)] = window;
}

std::string any_id() { return "MW00" + std::to_string(*rc::gen::inRange(1, 10)); }

void change_any(test::TestLedger& ledger, Model& model) {
    const std::string id = any_id();
    const std::int64_t from = any_minute();
    const std::int64_t to = any_minute();
    const std::string body =
        R"({"from":")" + to_text(minute(from)) + R"(","to":")" + to_text(minute(to)) + "\"}";
    const auto answer = ledger.send(Method::put, target_of(id), body);
    const auto known = model.find(id);
    if (known == model.end()) return RC_ASSERT(!answer.reply.has_value());
    const std::int64_t now = now_of(ledger);
    Window& window = known->second;
    const bool same = window.from == from && window.to == to;
    const bool allowed = window.from > now && from > now && to > from;
    RC_ASSERT(answer.reply.has_value() == (same || allowed));
    if (!allowed) return;
    window.from = from;
    window.to = to;
}

void cancel_any(test::TestLedger& ledger, Model& model) {
    const std::string id = any_id();
    const auto answer = ledger.send(Method::del, target_of(id));
    const auto known = model.find(id);
    if (known == model.end()) return;
    RC_ASSERT(answer.reply.has_value() == (known->second.from > now_of(ledger)));
    if (answer.reply) model.erase(known);
}

/// Ids, in order, with blanks between.
std::string expected(const Model& model, std::int64_t from, std::int64_t to) {
    std::vector<std::tuple<std::int64_t, std::int64_t, std::string>> found;
    for (const auto& [id, window] : model)
        if (window.site != "country" && window.from <= to && window.to > from)
            found.emplace_back(window.from, window.to, id);
    std::ranges::sort(found);
    std::string ids;
    for (const auto& window : found)
        ids.append(ids.empty() ? "" : " ").append(std::get<std::string>(window));
    return ids;
}

std::string looked_up(test::TestLedger& ledger, std::int64_t from, std::int64_t to) {
    return each(windows_of(ledger, R"(["tower","state"])", minute(from), minute(to)), "windows",
                "id");
}

}  // namespace

TEST_CASE("the lookup gives what was recorded in time and not given up, whenever it is asked") {
    CHECK(holds(
        [] {
            test::TestLedger ledger = new_ledger();
            Model model;
            int planned = 0;
            for (int steps = *rc::gen::inRange(1, 40); steps > 0; --steps) {
                const int kind = *rc::gen::inRange(0, 6);
                if (kind < 2 && planned < 9) plan_any(ledger, model, planned);
                if (kind == 2) change_any(ledger, model);
                if (kind == 3) cancel_any(ledger, model);
                if (kind == 4) ledger.set_now(ledger.now() + 1min * *rc::gen::inRange(0, 40));
                if (kind == 5) ledger.forget();
                const std::int64_t from = any_minute();
                const std::int64_t to = any_minute();
                RC_ASSERT(looked_up(ledger, from, to) == expected(model, from, to));
            }
            for (const auto& [id, window] : model) {
                const std::string page = shown(ledger, target_of(id)).body;
                RC_ASSERT(member(page, "from") == '"' + to_text(minute(window.from)) + '"');
                RC_ASSERT(member(page, "to") == '"' + to_text(minute(window.to)) + '"');
            }
        },
        200));
}
