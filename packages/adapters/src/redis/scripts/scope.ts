/** Which lanes a worker serves, and moving due timers into them; also for counting. */
export const scope = String.raw`
local function set(list)
  local found = {}
  for _, item in ipairs(list) do found[item] = true end
  return found
end
local function readScope()
  local anyQueue = arg() == '1'
  return { anyQueue = anyQueue, queues = set(args()), regions = set(args()), labels = set(args()), without = set(args()) }
end
local function serves(scope, lane)
  local hash, class = match(lane, '^([^%z]*)%z(.*)$')
  if hash ~= '' and scope.without[sub(hash, 2)] then return false end
  local parts = items('\0' .. class)
  if not scope.anyQueue and not scope.queues[parts[1]] then return false end
  if parts[2] ~= '-' and not scope.regions[sub(parts[2], 2)] then return false end
  for n = 3, #parts do if not scope.labels[parts[n]] then return false end end
  return true
end
local function servedLanes(scope)
  local served = {}
  for _, lane in ipairs(call('SMEMBERS', P .. 'lanes')) do
    if call('EXISTS', P .. 'ring:' .. lane) == 0 and call('EXISTS', P .. 'open:' .. lane) == 0 then
      call('SREM', P .. 'lanes', lane)
    elseif serves(scope, lane) then
      served[#served + 1] = lane
    end
  end
  return served
end

local function promote(run, score)
  local row = rowOf(run)
  call('ZREM', P .. 'T:' .. tenantOf(run), run)
  local zk, zd = stand(run, row, tonumber(score), fullKey(keysOf(run)))
  call('HSET', P .. 'r:' .. run, 'zk', zk, 'zd', zd)
end
-- Puts due timers in line: some of each tenant in turn. Returns how many.
local function promoteDue(most)
  local moved = 0
  for _, tenant in ipairs(call('ZRANGEBYSCORE', P .. 'timers', '-inf', nowText, 'LIMIT', 0, 16)) do
    local due = call('ZRANGEBYSCORE', P .. 'T:' .. tenant, '-inf', nowText, 'WITHSCORES', 'LIMIT', 0, 16)
    for n = 1, #due, 2 do promote(due[n], due[n + 1]) end
    lookAgain(tenant)
    moved = moved + #due / 2
    if moved >= most then break end
  end
  return moved
end
`;
