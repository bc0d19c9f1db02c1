#include "stellar/network/friendbot.hpp"

#include "stellar/network/horizon_answers.hpp"

namespace ledger::stellar {

Result<Funding> ask_friendbot(const Endpoints& endpoints, const HttpRequest& request) {
    constexpr int ok = 200;
    constexpr std::string_view told_when_funded[] = {"createAccountAlreadyExist",
                                                     "account already funded to starting balance"};
    TRY(response, endpoints.fetch(request));
    if (response.status == ok) return Funding::funded;
    const horizon::Problem problem = horizon::read_problem(response.body);
    for (const std::string_view told : told_when_funded)
        if (problem.detail.find(told) != problem.detail.npos) return Funding::already_funded;
    return fail(
        ErrorKind::unprocessable, "network.refused",
        "the friendbot answered " + std::to_string(response.status) + ": " + problem.detail);
}

}  // namespace ledger::stellar
