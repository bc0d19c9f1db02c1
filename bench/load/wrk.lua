-- For wrk: the requests of a file, one after another, and what became of them as one line of JSON.
-- usage: wrk -s wrk.lua URL -- REQUESTS_FILE, where each request stands between lines "==".
-- Requests stand ready in memory, so that making them does not slow wrk down.

local requests = {}
local at = 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local text = file:read("*a")
  file:close()
  for request in text:gmatch("(.-)\n==\n") do
    requests[#requests + 1] = request
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
