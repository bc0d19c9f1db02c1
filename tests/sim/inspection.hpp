// Holds what the ledger shows against the model: log, tree, HEAD, checkpoint, balances, views.
#pragma once

#include "tests/sim/model.hpp"
#include "tests/sim/process.hpp"
#include "tests/sim/view_model.hpp"

#include <vector>

namespace ledger::test {

class Inspection {
public:
    Inspection(Machine& machine, Model& model, Findings& findings, std::span<const View> views);

    /// What became durable since the last time; call it after every step.
    void look(Process& process);
    /// The whole log and all that is derived from it; call it after every start.
    void look_at_all(Process& process);
    /// `is_healthy`: nothing on the disk has failed since the start.
    void look_at_view(Process& process, std::size_t view, bool is_healthy);
    std::size_t views() const { return views_.size(); }

private:
    void read_log(Process& process, Position from);
    void check_streams(const EventLog& log, Position from);
    void check_rows(const EventLog& log, Position from);
    void check_root(Process& process);
    void check_head(Process& process);
    void check_books(const EventLog& log);
    void check_timers(const EventLog& log);
    void check_database(const EventLog& log);

    Machine& machine_;
    Model& model_;
    Findings& findings_;
    std::vector<ViewModel> views_;
    Position promised_ = 0;  ///< The largest checkpoint that anybody could get.
};

}  // namespace ledger::test
