#include "engine/core/pipeline.hpp"

#include <thread>
#include <utility>
#include <vector>

namespace ledger {

struct Pipeline::Threads {
    Threads(Parts parts, const PipelineLimits& limits) : stages{std::move(parts), limits} {
        committing = std::thread{[this] { commit(); }};
        for (std::uint32_t i = 0; i < limits.loaders; ++i) loading.emplace_back([this] { load(); });
        sequencing = std::thread{[this] { sequence(); }};
    }

    void sequence() {
        while (auto work = stages.next_work()) stages.decide(*std::move(work));
    }
    void commit() {
        while (stages.next_batch()) {
            stages.commit();
            stages.sync_head_when_due();
        }
        stages.sync_head();
    }
    void load() {
        while (const auto what = stages.next_load())
            if (auto found = stages.read(*what)) stages.deliver(*std::move(found));
    }

    Stages stages;
    std::thread sequencing;
    std::thread committing;
    std::vector<std::thread> loading;
};

Pipeline::Pipeline(Parts parts, const PipelineLimits& limits)
    : threads_{std::make_unique<Threads>(std::move(parts), limits)} {}

Pipeline::~Pipeline() { stop(); }

Result<void> Pipeline::submit(Command command) {
    return threads_->stages.submit(std::move(command));
}

Position Pipeline::durable_end() const { return threads_->stages.durable_end(); }

PipelineState Pipeline::state() const { return threads_->stages.state(); }

const PipelineLimits& Pipeline::limits() const { return threads_->stages.limits(); }

void Pipeline::set_storage_low(bool low) { threads_->stages.set_storage_low(low); }

void Pipeline::stop() {
    Threads& threads = *threads_;
    threads.stages.stop();
    if (threads.sequencing.joinable()) threads.sequencing.join();
    for (std::thread& thread : threads.loading)
        if (thread.joinable()) thread.join();
    if (threads.committing.joinable()) threads.committing.join();
}

}  // namespace ledger
