#include "engine/core/decide_alone.hpp"

#include "engine/core/loader.hpp"
#include "engine/kernel/assert.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace ledger {

Result<Outcome> decide_alone(Sequencer& sequencer, Committer& committer, const EventLog& log,
                             Command command) {
    std::optional<Outcome> outcome;
    command.done = [&](Outcome answered) { outcome = std::move(answered); };
    Batch batch = sequencer.open_batch();
    sequencer.decide(std::move(command), batch);
    while (true) {
        TRY(committer.commit(batch));
        sequencer.durable(batch.number);
        Committer::answer(std::move(batch));
        if (outcome) return std::move(*outcome);
        const std::vector<Missing> loads = sequencer.take_loads();
        LEDGER_ASSERT(!loads.empty());
        batch = sequencer.open_batch();
        for (const Missing& what : loads) {
            TRY(found, load(log, what));
            sequencer.loaded(std::move(found), batch);
        }
    }
}

}  // namespace ledger
