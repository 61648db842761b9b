-- wrk's side of load.py: every thread has one connection and one chat, and asks one question after the other.
--
-- After `--`: a file with one chat id a line, and a file with one request body a line.

local threads = {}

local function lines(path)
    local found = {}
    for line in io.lines(path) do found[#found + 1] = line end
    return found
end

function setup(thread)
    thread:set("number", #threads)
    threads[#threads + 1] = thread
end

function init(arguments)
    local chats = lines(arguments[1])
    bodies = lines(arguments[2])
    path = "/bots/chats/" .. chats[number % #chats + 1] .. "/send"
    -- Threads start at different questions, so that no two ask the same one at the same time.
    turn = math.floor(number * #bodies / #chats)
    answered, refused = 0, 0
    wrk.headers["Content-Type"] = "application/json"
end

function request()
    turn = turn % #bodies + 1
    return wrk.format("POST", path, nil, bodies[turn])
end

function response(status)
    if status == 200 then answered = answered + 1 else refused = refused + 1 end
end

function done(summary, latency)
    local answered, refused = 0, 0
    for _, thread in ipairs(threads) do
        answered = answered + thread:get("answered")
        refused = refused + thread:get("refused")
    end
    local errors = summary.errors
    io.write(string.format(
        '\n{"answered": %d, "not_200": %d, "socket_errors": %d, "seconds": %.3f, "median_ms": %.2f, "p99_ms": %.2f}\n',
        answered, refused, errors.connect + errors.read + errors.write + errors.timeout, summary.duration / 1e6,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000
    ))
end
