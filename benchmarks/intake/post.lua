-- What wrk does: post the bodies of a file in turn, one a line, and print its counts at the end.
local requests, turn = {}, 0

function init()
  local headers = {["Content-Type"] = "application/json"}
  for body in io.lines(os.getenv("BODIES")) do
    requests[#requests + 1] = wrk.format("POST", os.getenv("TARGET"), headers, body)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("counts %d %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
