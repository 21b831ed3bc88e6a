/**
 * Where runs that nobody holds stand in line. Nothing here looks at more runs than it moves.
 *
 * A lane is a class of runs (`\0` and queue, region, labels), or one workflow's part of a class (`+`, its hash, and the
 * same), split off when a worker that does not serve the workflow met it.
 *
 * - `T:<tenant>` runs by the time they become due; `timers`: tenants by when to look at theirs next.
 * - `ready:<lane>\0<tenant>` due runs by priority, due time, ordinal; `ring:<lane>`: tenants by their last turn.
 * - `wait:<key><lane>\0<tenant>` due runs that a full limit holds back, in the same order; `waitring:<key><lane>`: tenants;
 *   `waitlanes:<key>`: lanes; `open:<lane>`: keys that may have room again.
 * - `lanes`: lanes with anything in them; `split`: those of one workflow. `turns`, `turn`: whose turn was when.
 *   `stands`: in how many lines of due runs a tenant stands.
 */
export const places = String.raw`
local anySplit
local function laneOf(run, class)
  if anySplit == nil then anySplit = call('EXISTS', P .. 'split') == 1 end
  if anySplit then
    local own = '+' .. call('HGET', P .. 'v:' .. run, 'wh') .. '\0' .. class
    if call('SISMEMBER', P .. 'split', own) == 1 then return own end
  end
  return '\0' .. class
end

local function turnOf(tenant)
  local turn = call('HGET', P .. 'turns', tenant)
  if not turn then
    turn = call('GET', P .. 'turn') or '0'
    call('HSET', P .. 'turns', tenant, turn)
  end
  return turn
end
local function enterRing(ring, tenant)
  if call('ZSCORE', ring, tenant) then return false end
  call('HINCRBY', P .. 'stands', tenant, 1)
  call('ZADD', ring, turnOf(tenant), tenant)
  return true
end
local function leaveRing(ring, tenant)
  call('ZREM', ring, tenant)
  if call('HINCRBY', P .. 'stands', tenant, -1) <= 0 then
    call('HDEL', P .. 'stands', tenant)
    call('HDEL', P .. 'turns', tenant)
  end
end
-- The tenant whose turn it is, and when its last one was. Turns taken in other rings are made up for here.
local function firstOf(ring)
  while true do
    local first = call('ZRANGE', ring, 0, 0, 'WITHSCORES')
    if not first[1] then return nil end
    local turn = turnOf(first[1])
    if tonumber(turn) <= tonumber(first[2]) then return first[1], tonumber(first[2]) end
    call('ZADD', ring, turn, first[1])
  end
end

local function standReady(run, lane, score, member)
  local tenant = tenantOf(run)
  call('ZADD', P .. 'ready:' .. lane .. '\0' .. tenant, score, member)
  if enterRing(P .. 'ring:' .. lane, tenant) then call('SADD', P .. 'lanes', lane) end
  return 'R' .. lane
end
local function lineOf(key, lane) return #key .. ':' .. key .. lane end
local function standBack(run, key, lane, score, member)
  local tenant, line = tenantOf(run), lineOf(key, lane)
  call('ZADD', P .. 'wait:' .. line .. '\0' .. tenant, score, member)
  if enterRing(P .. 'waitring:' .. line, tenant) then call('SADD', P .. 'waitlanes:' .. key, lane) end
  return 'W' .. line
end
local function memberOf(run, due, ordinal) return fmt('%016.0f%016.0f', math.max(due, 0), ordinal) .. run end

-- Puts a run in line, when it is due in that of the key that holds it back, if any is known. Returns its place, and since
-- when it is due.
local function stand(run, row, due, full)
  if due <= now then
    local member = memberOf(run, due, tonumber(row.o))
    local zd = whole(math.max(due, 0))
    if full then return standBack(run, full, '\0' .. row.cl, row.sc, member), zd end
    return standReady(run, laneOf(run, row.cl), row.sc, member), zd
  end
  local tenant = tenantOf(run)
  call('ZADD', P .. 'T:' .. tenant, whole(due), run)
  call('ZADD', P .. 'timers', 'LT', whole(due), tenant)
  return 'T', ''
end

local function lookAgain(tenant)
  local first = call('ZRANGE', P .. 'T:' .. tenant, 0, 0, 'WITHSCORES')
  if not first[1] then call('ZREM', P .. 'timers', tenant); return end
  -- Behind those whose timers were not looked at yet.
  call('ZADD', P .. 'timers', tonumber(first[2]) <= now and nowText or first[2], tenant)
end
local function leaveReady(lane, tenant, member)
  local ready = P .. 'ready:' .. lane .. '\0' .. tenant
  call('ZREM', ready, member)
  if call('EXISTS', ready) == 1 then return end
  local ring = P .. 'ring:' .. lane
  leaveRing(ring, tenant)
  if sub(lane, 1, 1) == '+' and call('EXISTS', ring) == 0 then call('SREM', P .. 'split', lane) end
end
local function leaveLine(line, tenant, member)
  local waiting = P .. 'wait:' .. line .. '\0' .. tenant
  call('ZREM', waiting, member)
  if call('EXISTS', waiting) == 1 then return end
  local ring = P .. 'waitring:' .. line
  leaveRing(ring, tenant)
  if call('EXISTS', ring) == 1 then return end
  local size, rest = match(line, '^(%d+):(.*)$')
  local key, lane = sub(rest, 1, size), sub(rest, size + 1)
  call('SREM', P .. 'waitlanes:' .. key, lane)
  call('SREM', P .. 'open:' .. lane, key)
end
local function leavePlace(run, row)
  local kind, tenant = sub(row.zk, 1, 1), tenantOf(run)
  if kind == 'R' then
    leaveReady(sub(row.zk, 2), tenant, memberOf(run, tonumber(row.zd), tonumber(row.o)))
  elseif kind == 'W' then
    leaveLine(sub(row.zk, 2), tenant, memberOf(run, tonumber(row.zd), tonumber(row.o)))
  elseif kind == 'T' then
    call('ZREM', P .. 'T:' .. tenant, run)
    lookAgain(tenant)
  end
end

-- Marks the lines of keys that may have room, and tells somebody to look.
local function openLines(keys)
  for key in pairs(keys) do
    -- Lines of a limit that was lifted were opened then, and stay open until they are empty.
    if limitOf(key) and roomOf(key) > 0 then
      for _, lane in ipairs(call('SMEMBERS', P .. 'waitlanes:' .. key)) do
        call('SADD', P .. 'open:' .. lane, key)
        call('SADD', P .. 'lanes', lane)
        local line = lineOf(key, lane)
        local tenant = firstOf(P .. 'waitring:' .. line)
        local first = tenant and call('ZRANGE', P .. 'wait:' .. line .. '\0' .. tenant, 0, 0)[1]
        if first then hint(sub(first, 33)) end
      end
    end
  end
end
`;
