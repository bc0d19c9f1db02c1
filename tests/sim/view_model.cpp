#include "tests/sim/view_model.hpp"

#include <algorithm>

namespace ledger::test {
namespace {

void add_text(Sha256& sha256, const std::string& text) {
    std::string length;
    put_big_endian(length, static_cast<std::uint32_t>(text.size()));
    sha256.update(length);
    sha256.update(text);
}

}  // namespace

Result<Hash> ViewModel::digest(const Model& model, Position position) {
    if (position < position_) {
        rows_ = std::make_unique<MemoryRows>();
        position_ = 0;
    }
    for (; position_ < position; ++position_) {
        const RecordedEvent& event = model.event(position_);
        if (view_->event_types.empty() ||
            std::ranges::find(view_->event_types, event.type) != view_->event_types.end())
            TRY(view_->apply(*rows_, event));
    }
    Sha256 sha256;
    for (const auto& [key, value] : rows_->all()) {
        add_text(sha256, key);
        add_text(sha256, value);
    }
    return sha256.finish();
}

}  // namespace ledger::test
