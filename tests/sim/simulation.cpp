#include "tests/sim/simulation.hpp"

#include "projections/views/balances_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace ledger::test {
namespace {

constexpr std::uint64_t min_steps = 60;
constexpr std::uint64_t more_steps = 240;
constexpr std::size_t remembered_steps = 40;

std::vector<View> all_views() {
    std::vector<View> views{balances_view};
    for (const Domain* domain : registered_domains())
        views.insert(views.end(), domain->views.begin(), domain->views.end());
    return views;
}

/// FNV-1a.
void mix(std::uint64_t& fingerprint, std::string_view text) {
    for (const char c : text) {
        fingerprint ^= static_cast<unsigned char>(c);
        fingerprint *= 0x100000001b3;
    }
}

}  // namespace

constinit const std::array<Simulation::Step, 27> Simulation::steps{{
    {"send", 26, &Simulation::always, &Simulation::send},
    {"repeat", 7, &Simulation::can_repeat, &Simulation::repeat},
    {"decide", 22, &Simulation::can_decide, &Simulation::decide},
    {"work through", 12, &Simulation::always, &Simulation::work_through},
    {"take batch", 14, &Simulation::can_take_batch, &Simulation::take_batch},
    {"commit", 14, &Simulation::can_commit, &Simulation::commit},
    {"sync HEAD when due", 2, &Simulation::always, &Simulation::sync_head},
    {"take load", 16, &Simulation::can_take_load, &Simulation::take_load},
    {"read", 24, &Simulation::can_read, &Simulation::read},
    {"deliver", 24, &Simulation::can_deliver, &Simulation::deliver},
    {"moments pass", 6, &Simulation::always, &Simulation::pass_moments},
    {"minutes pass", 2, &Simulation::always, &Simulation::pass_minutes},
    {"wall clock set", 1, &Simulation::always, &Simulation::set_wall_clock},
    {"reserve", 1, &Simulation::always, &Simulation::toggle_reserve},
    {"ring", 8, &Simulation::always, &Simulation::ring},
    {"wake all", 1, &Simulation::can_wake_all, &Simulation::wake_all},
    {"fold", 10, &Simulation::always, &Simulation::fold},
    {"fold rebuilds", 6, &Simulation::always, &Simulation::fold_rebuilds},
    {"ask for rebuild", 1, &Simulation::always, &Simulation::ask_for_rebuild},
    {"cancel rebuild", 1, &Simulation::always, &Simulation::cancel_rebuild},
    {"look at view", 3, &Simulation::always, &Simulation::look_at_view},
    {"hold reader", 1, &Simulation::always, &Simulation::hold_reader},
    {"await view", 2, &Simulation::always, &Simulation::await_view},
    {"compact", 2, &Simulation::can_compact, &Simulation::compact},
    {"arm power cut", 2, &Simulation::is_healthy, &Simulation::arm_power_cut},
    {"arm failing sync", 1, &Simulation::is_healthy, &Simulation::arm_failing_sync},
    {"arm full disk", 1, &Simulation::is_healthy, &Simulation::arm_full_disk},
}};

Simulation::Simulation(const SimulationSettings& settings, RocksdbBackground& background)
    : settings_{settings},
      background_{background},
      prng_{settings.seed},
      machine_{settings.seed},
      views_{all_views()},
      clients_{prng_, model_, findings_},
      inspection_{machine_, model_, findings_, views_} {
    clients_.listen([this] { return process_->log().end(); });
}

Simulation::~Simulation() = default;

SimulationResult Simulation::run() {
    while (findings_.none() && result_.crashes < settings_.crashes) live();
    process_.reset();
    result_.finding = findings_.first();
    result_.answered = clients_.answered();
    result_.refused = clients_.refused();
    result_.replayed = clients_.replayed();
    result_.events = model_.size();
    return std::move(result_);
}

void Simulation::live() {
    start();
    if (!findings_.none()) return;
    for (auto left = min_steps + prng_.below(more_steps); left > 0 && findings_.none(); --left) {
        if (process_->is_dead()) break;
        take_step();
    }
    if (findings_.none()) end_life();
}

void Simulation::take_step() {
    const auto is_enabled = [&](const Step& step) { return (this->*step.is_enabled)(); };
    std::uint64_t total = 0;
    for (const Step& step : steps)
        if (is_enabled(step)) total += step.weight;
    std::uint64_t chosen = prng_.below(total);
    for (const Step& step : steps) {
        if (!is_enabled(step)) continue;
        if (chosen < step.weight) {
            note(step.name);
            (this->*step.take)();
            judge();
            return;
        }
        chosen -= step.weight;
    }
}

/// What must hold after every step.
void Simulation::judge() {
    // Whoever died may have left a commit behind that nobody knows of; the next start looks.
    if (!process_->is_dead()) inspection_.look(*process_);
    clients_.judge_answers();
}

void Simulation::note(std::string_view what, std::string_view detail) {
    ++result_.steps;
    std::string line = fmt::format("{:>5} @{:<6} {}{}{}", result_.steps, machine_.disk.changes(),
                                   what, detail.empty() ? "" : ": ", detail);
    mix(result_.fingerprint, line);
    if (settings_.trace) settings_.trace(line);
    if (result_.last_steps.size() == remembered_steps)
        result_.last_steps.erase(result_.last_steps.begin());
    result_.last_steps.push_back(std::move(line));
}

const View& Simulation::any_view() { return views_[prng_.below(views_.size())]; }

}  // namespace ledger::test
