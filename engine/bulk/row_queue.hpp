// Rows on their way from a format into commands: the one place that knows a domain's row type.
#pragma once

#include "engine/bulk/chunk.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ledger::bulk {

/// Read and well-formed, but not handed on; in order.
class RowQueue {
public:
    RowQueue() = default;
    RowQueue(const RowQueue&) = delete;
    RowQueue& operator=(const RowQueue&) = delete;
    virtual ~RowQueue() = default;

    virtual RowForm form() const = 0;
    /// Puts a row at the end, or says why it is refused.
    virtual Result<void> push(const RawRow& raw) = 0;
    virtual std::size_t size() const = 0;
    /// Of the row that is `index` behind the first: its number, and by what it is recognised.
    virtual std::pair<std::size_t, std::optional<Touch>> identity(std::size_t index) const = 0;
    /// Takes the first `count` rows out and makes a command of them.
    virtual PreparedCommand take(std::size_t count, ChunkTerms terms) = 0;
    /// The text of a reply, in the words of the domain.
    virtual std::string text_of(ImportReply reply) const = 0;
};

template <Importer I>
class RowQueueOf final : public RowQueue {
public:
    RowForm form() const override {
        RowForm form{.columns = columns_of<typename I::Row>, .rows_name = I::rows_name};
        if constexpr (requires { I::presets; }) form.presets = I::presets;
        return form;
    }
    Result<void> push(const RawRow& raw) override {
        if (!raw.errors.empty()) return fail(invalid_fields(raw.errors));
        TRY(row, json::parse<typename I::Row>(raw.json));
        std::vector<FieldError> errors = I::contradictions(row);
        if (!errors.empty()) return fail(invalid_fields(std::move(errors)));
        rows_.push_back({raw.number, std::move(row)});
        return {};
    }
    std::size_t size() const override { return rows_.size(); }
    std::pair<std::size_t, std::optional<Touch>> identity(std::size_t index) const override {
        return {rows_[index].number, I::identity(rows_[index].row)};
    }
    PreparedCommand take(std::size_t count, ChunkTerms terms) override {
        const auto end = rows_.begin() + static_cast<std::ptrdiff_t>(count);
        std::vector<NumberedRow<typename I::Row>> rows{std::make_move_iterator(rows_.begin()),
                                                       std::make_move_iterator(end)};
        rows_.erase(rows_.begin(), end);
        return prepare_chunk<I>(std::move(rows), terms);
    }
    std::string text_of(ImportReply reply) const override {
        return json::text_of(shown<I>(std::move(reply)));
    }

private:
    std::deque<NumberedRow<typename I::Row>> rows_;
};

}  // namespace ledger::bulk
