// Work that goes on after its request was answered: what the machinery that does it and the domain
// that records it tell each other.
#pragma once

#include "engine/kernel/route.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

class RowReader;

/// A body that was kept in a file, to be read by its route's reader.
struct JobStart {
    std::string kind{};          ///< "outages.import".
    std::string target{};        ///< Of the request, with its query.
    std::string content_type{};  ///< As sent.
    std::string file{};          ///< Name in the folder of kept bodies.
    std::uint64_t bytes = 0;
    Hash sha256{};  ///< Of the body.
};

/// One that was started and has not ended.
struct UnfinishedJob {
    std::string id{};
    std::string actor{};  ///< Whom it works for.
    JobStart start{};
};

/// How a job ended: with its reader's reply, or without one.
struct JobEnd {
    bool was_cancelled = false;
    std::string report{};  ///< JSON; empty when it failed.
    std::string reason{};  ///< Why it failed.
};

/// How the machinery has a job recorded.
struct JobBook {
    /// The view that `unfinished` reads.
    std::string_view view;
    /// Its reply tells of the new job, and names it in the header `Location`.
    PreparedCommand (*start)(JobStart start);
    /// `step` of a job; its error "job.over" says that the job was ended or cancelled meanwhile.
    PreparedCommand (*guarded)(std::string job, PreparedCommand step);
    /// Changes nothing when the job has ended.
    PreparedCommand (*finish)(std::string job, JobEnd end);
    Result<std::vector<UnfinishedJob>> (*unfinished)(const RowReader& rows);
};

}  // namespace ledger
