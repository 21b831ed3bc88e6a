/**
 * Taking runs. In: worker, leaseMs, limit, scope, work (the most runs to move in this
 * call), run ids or nothing. Out: the runs taken, 1 when the work was not enough to be sure that there is no more, when
 * to look again, and whether a run that could be taken was left.
 */

export const claim = String.raw`
local worker, leaseMs = arg(), num()
renew(worker, leaseMs)
local limit, work = num(), num()
local scope = readScope()
local byId = arg() == '1'
local runIds = args()

-- Lets go of what lost workers hold.
for _, lost in ipairs(call('ZRANGEBYSCORE', P .. 'leases', '-inf', nowText, 'WITHSCORES', 'LIMIT', 0, 8)) do
  local held = P .. 'h:' .. lost
  local endedAt = call('ZSCORE', P .. 'leases', lost)
  if endedAt then
    for _, run in ipairs(call('SRANDMEMBER', held, math.max(work, 1))) do
      requeue(run, rowOf(run), tonumber(endedAt), 1)
      work = work - 1
    end
    if call('EXISTS', held) == 0 then forget(lost) end
  end
end
openLines(freed)
freed = {}

local runs = {}
local function takeOne(run, row, limitKeys)
  leavePlace(run, row)
  take(run, row, worker, limitKeys)
  local small = tonumber(row.sq) > 0 and tonumber(row.sq) <= 500
  runs[#runs + 1] = { run, call('HGETALL', P .. 'r:' .. run), call('HGETALL', P .. 'v:' .. run),
    small and call('LRANGE', P .. 'j:' .. run, 0, -1) or {}, row.ml ~= '0' and call('HGETALL', P .. 'i:' .. run) or {} }
end

local lanes = servedLanes(scope)
local nextAt, leftOver = nil, 0
local function sooner(at) if at and (not nextAt or at < nextAt) then nextAt = at end end

-- Puts runs back in line whose limit has room again; most of each key.
local function unpark(most)
  local moved = 0
  for _, lane in ipairs(lanes) do
    for _, key in ipairs(call('SRANDMEMBER', P .. 'open:' .. lane, 16)) do
      local line = lineOf(key, lane)
      local ring, room = P .. 'waitring:' .. line, math.min(roomOf(key), most)
      if room <= 0 then call('SREM', P .. 'open:' .. lane, key) end
      while room > 0 do
        local tenant = firstOf(ring)
        if not tenant then call('SREM', P .. 'open:' .. lane, key); break end
        local member = call('ZRANGE', P .. 'wait:' .. line .. '\0' .. tenant, 0, 0)[1]
        local run = sub(member, 33)
        local row = rowOf(run)
        call('HSET', P .. 'r:' .. run, 'zk', standReady(run, laneOf(run, row.cl), row.sc, member))
        leaveLine(line, tenant, member)
        call('ZADD', ring, 'XX', call('GET', P .. 'turn') or '0', tenant)
        room, moved = room - 1, moved + 1
      end
    end
  end
  return moved
end

-- The run whose turn it is, with its place, among the lanes that are served.
local function nextInTurn()
  local tenant, turn
  for _, lane in ipairs(lanes) do
    local first, at = firstOf(P .. 'ring:' .. lane)
    if first and (not turn or at < turn) then tenant, turn = first, at end
  end
  if not tenant then return nil end
  local best
  for _, lane in ipairs(lanes) do
    local first = call('ZRANGE', P .. 'ready:' .. lane .. '\0' .. tenant, 0, 0, 'WITHSCORES')
    if first[1] then
      local candidate = { member = first[1], score = tonumber(first[2]), order = sub(first[1], 1, 32), lane = lane }
      if not best or candidate.score < best.score or candidate.score == best.score and candidate.order < best.order then
        best = candidate
      end
    end
  end
  best.tenant, best.run = tenant, sub(best.member, 33)
  return best
end
-- Moves a run that this worker cannot take now out of the way. Returns false when it can be taken.
local function setAside(found, row, limitKeys, hash)
  local zk
  local full = fullKey(limitKeys)
  if full then
    zk = standBack(found.run, full, '\0' .. row.cl, row.sc, found.member)
    leaveReady(found.lane, found.tenant, found.member)
  elseif scope.without[hash] then
    local own = '+' .. hash .. '\0' .. row.cl
    call('SADD', P .. 'split', own)
    anySplit = true
    zk = standReady(found.run, own, row.sc, found.member)
    leaveReady(found.lane, found.tenant, found.member)
  else
    return false
  end
  call('HSET', P .. 'r:' .. found.run, 'zk', zk)
  work = work - 1
  return true
end
local function takeTurn(found, row, limitKeys)
  takeOne(found.run, row, limitKeys)
  local turn = call('INCR', P .. 'turn')
  if call('HEXISTS', P .. 'turns', found.tenant) == 1 then call('HSET', P .. 'turns', found.tenant, turn) end
  call('ZADD', P .. 'ring:' .. found.lane, 'XX', turn, found.tenant)
  work = work - 2
end
-- Takes runs in turn; looks one further than the limit.
local function fill()
  while work > 0 and leftOver == 0 do
    local found = nextInTurn()
    if not found then return end
    local row, known = rowOf(found.run), call('HMGET', P .. 'v:' .. found.run, 'lk', 'wh')
    local limitKeys = items(known[1])
    if not setAside(found, row, limitKeys, known[2]) then
      if #runs == limit then leftOver = 1 else takeTurn(found, row, limitKeys) end
    end
  end
end
local function claimDue()
  repeat
    local moved = promoteDue(64) + unpark(limit)
    work = work - moved
    if moved > 0 then lanes = servedLanes(scope) end
    fill()
  until leftOver == 1 or work <= 0 or moved == 0
  sooner(tonumber(call('ZRANGE', P .. 'timers', 0, 0, 'WITHSCORES')[2]))
end

local function goesBefore(a, b)
  if a.score ~= b.score then return a.score < b.score end
  if a.due ~= b.due then return a.due < b.due end
  return a.ordinal < b.ordinal
end
local function freeRuns()
  local free = {}
  for runId in pairs(set(runIds)) do
    for _, tenant in ipairs(items(call('HGET', P .. 'ids', runId))) do
      local run = tenant .. '\0' .. runId
      local row = rowOf(run)
      if row and row.zk ~= '' and not scope.without[call('HGET', P .. 'v:' .. run, 'wh')] then
        local due = row.zk == 'T' and call('ZSCORE', P .. 'T:' .. tenant, run) or row.zd
        free[#free + 1] = { run = run, row = row, due = tonumber(due), score = tonumber(row.sc), ordinal = tonumber(row.o) }
      end
    end
  end
  table.sort(free, goesBefore)
  return free
end
local function claimOnly()
  for _, free in ipairs(freeRuns()) do
    local limitKeys = keysOf(free.run)
    if free.due > now then
      sooner(free.due)
    elseif not fullKey(limitKeys) then
      if #runs == limit then leftOver = 1 else takeOne(free.run, free.row, limitKeys) end
    end
  end
end
if byId then claimOnly() else claimDue() end

-- When the next of the other workers that hold something would have to be taken for lost.
local at = 0
repeat
  local leases = call('ZRANGE', P .. 'leases', at, at + 63, 'WITHSCORES')
  local found = false
  for n = 1, #leases, 2 do
    if not found and leases[n] ~= worker and call('EXISTS', P .. 'h:' .. leases[n]) == 1 then
      sooner(tonumber(leases[n + 1]))
      found = true
    end
  end
  at = at + 64
until found or #leases < 128
if leftOver == 1 then sooner(now) end

local hinted = finish()
return { nowText, hinted, runs, work <= 0 and 1 or 0, nextAt and whole(nextAt) or '', leftOver }
`;
