#include "http/stellar_status.hpp"

#include "engine/kernel/query.hpp"
#include "http/services.hpp"

namespace ledger {

Result<Reply> show_stellar_status(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    const Services& services = services_of(context);
    return Reply{.body = json::text_of(services.stellar_status()),
                 .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace ledger
