// Whatever is asked of the register, its hierarchy stays one.
#include "engine/domains/sites/site.hpp"
#include "tests/domains/sites_world.hpp"
#include "tests/support/property.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

using namespace ledger;
using namespace ledger::sites;

namespace {

constexpr int names = 14;
std::string any_name() { return std::to_string(*rc::gen::inRange(0, names)); }

/// The register in the plainest way: who belongs to whom ("" to nobody), of the sites in use.
struct Model {
    std::map<std::string, std::string> parents;
    std::set<std::string> retired;

    /// The site first; nothing when it does not end.
    std::vector<std::string> path(std::string id) const {
        std::vector<std::string> way;
        while (!id.empty()) {
            if (way.size() > parents.size()) return {};
            way.push_back(id);
            id = parents.at(id);
        }
        return way;
    }
    bool is_sound() const {
        return std::ranges::all_of(parents, [&](const auto& site) {
            const std::size_t depth = path(site.first).size();
            return depth > 0 && depth <= max_depth;
        });
    }
    bool may_be_below(const std::string& id, const std::string& parent) const {
        if (!parent.empty() && !parents.contains(parent)) return false;
        Model moved = *this;
        moved.parents[id] = parent;
        return moved.is_sound();
    }
    bool has_children(const std::string& id) const {
        return std::ranges::any_of(parents, [&](const auto& site) { return site.second == id; });
    }
};

void enter_any(test::TestLedger& ledger, Model& model) {
    const std::string id = any_name();
    const std::string parent = *rc::gen::inRange(0, 5) == 0 ? "" : any_name();
    const auto answer = ledger.send(Method::post, collection, body_of(id, parent)).reply;
    if (model.retired.contains(id)) return RC_ASSERT(!answer.has_value());
    if (model.parents.contains(id)) {
        if (answer) RC_ASSERT(answer->status == 200);
        return;
    }
    RC_ASSERT(answer.has_value() == model.may_be_below(id, parent));
    if (answer) model.parents[id] = parent;
}

void move_any(test::TestLedger& ledger, Model& model) {
    const std::string id = any_name();
    const std::string parent = *rc::gen::inRange(0, 8) == 0 ? "" : any_name();
    const std::string body =
        parent.empty() ? R"({"parent_id":null})" : R"({"parent_id":")" + parent + "\"}";
    const auto answer = ledger.send(Method::put, target_of(id), body).reply;
    const bool allowed = model.parents.contains(id) && model.may_be_below(id, parent);
    RC_ASSERT(answer.has_value() == allowed);
    if (answer) model.parents[id] = parent;
}

void retire_any(test::TestLedger& ledger, Model& model) {
    const std::string id = any_name();
    const auto answer = ledger.send(Method::del, target_of(id)).reply;
    if (model.retired.contains(id)) return RC_ASSERT(answer.has_value());
    RC_ASSERT(answer.has_value() == (model.parents.contains(id) && !model.has_children(id)));
    if (!answer) return;
    model.parents.erase(id);
    model.retired.insert(id);
}

std::string expected_lookup(const Model& model, const std::string& id) {
    const bool registered = model.parents.contains(id);
    std::string text =
        registered ? R"({"registered":true,"path":[)" : R"({"registered":false,"path":[)";
    const auto way = registered ? model.path(id) : std::vector{id};
    for (const std::string& step : way) text += (step == way.front() ? "\"" : ",\"") + step + "\"";
    return text + "]}";
}

}  // namespace

TEST_CASE("no requests make a cycle, a path without end, or a ninth level") {
    CHECK(holds(
        [] {
            test::TestLedger ledger = new_ledger();
            Model model;
            for (int steps = *rc::gen::inRange(1, 80); steps > 0; --steps) {
                const int kind = *rc::gen::inRange(0, 10);
                if (kind < 5) enter_any(ledger, model);
                if (kind >= 5 && kind < 9) move_any(ledger, model);
                if (kind == 9) retire_any(ledger, model);
            }
            RC_ASSERT(model.is_sound());
            if (*rc::gen::arbitrary<bool>()) ledger.forget();
            for (int i = 0; i < names; ++i) {
                const std::string id = std::to_string(i);
                RC_ASSERT(path_of(ledger, id) == expected_lookup(model, id));
            }
            for (const auto& [id, parent] : model.parents) {
                const std::string page = shown(ledger, target_of(id)).body;
                const auto children = std::ranges::count_if(
                    model.parents, [&](const auto& site) { return site.second == id; });
                RC_ASSERT(member(page, "children") == std::to_string(children));
                RC_ASSERT(member(page, "parent_id") ==
                          (parent.empty() ? "null" : '"' + parent + '"'));
            }
            RC_ASSERT(member(shown(ledger, collection).body, "total") ==
                      std::to_string(model.parents.size()));
        },
        150));
}
