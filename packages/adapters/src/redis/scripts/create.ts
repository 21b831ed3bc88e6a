/** Creating runs: `newRun` for every script that does, and the operation itself. */

export const newRun = String.raw`
-- The counterpart of newRunArgs.
local function readNewRun()
  local new = { run = arg(), x = arg(), input = arg(), sc = arg(), cl = arg(), wh = arg(), wf = arg(), lk = arg(), tg = arg(),
    ik = arg(), startAt = arg() }
  new.key = new.ik ~= '' and tenantOf(new.run) .. '\0' .. sub(new.ik, 2) or nil
  return new
end
-- The run that has the id or the idempotency key already, or nil.
local function earlierRun(new)
  if call('EXISTS', P .. 'r:' .. new.run) == 1 then return new.run end
  local id = new.key and call('HGET', P .. 'keys', new.key)
  return id and tenantOf(new.run) .. '\0' .. id or nil
end

local function addRun(new, worker, write)
  local run, tenant = new.run, tenantOf(new.run)
  local id, ordinal = idOf(run), call('INCR', P .. 'ordinal')
  local due = tonumber(new.startAt) or now
  local limitKeys = items(new.lk)
  local row = { o = whole(ordinal), sc = new.sc, cl = new.cl }
  local isHeld = worker and due <= now and not fullKey(limitKeys)
  local zk, zd = '', ''
  if isHeld then
    call('SADD', P .. 'h:' .. worker, run)
    count('held', limitKeys, 1)
  else
    count('unbegun', limitKeys, 1)
    hint(run)
  end
  call('HSET', P .. 'v:' .. run, 'x', new.x, 'in', new.input, 'lk', new.lk, 'tg', new.tg, 'wf', new.wf, 'wh', new.wh,
    'ik', new.ik)
  if not isHeld then zk, zd = stand(run, row, due, fullKey(limitKeys)) end
  -- What commits read and write comes first: in a small hash each field is looked for from the beginning.
  call('HSET', P .. 'r:' .. run, 'wk', isHeld and worker or '', 'ep', isHeld and 1 or 0, 'sq', 0, 'lc', write, 'ml', 0,
    'o', row.o, 'st', isHeld and 'running' or 'queued', 'zk', zk, 'zd', zd, 'wa', isHeld and '' or whole(due), 'wt', '',
    'sa', isHeld and nowText or '', 'cl', new.cl, 'sc', new.sc, 'cr', 0, 'ca', nowText, 'fa', '')
  list(run, row.o, nil, isHeld and 'running' or 'queued')
  call('ZADD', P .. 'wf:' .. tenant .. '\0' .. new.wf, row.o, run)
  for _, tag in ipairs(items(new.tg)) do call('ZADD', P .. 'tg:' .. tenant .. '\0' .. tag, row.o, run) end
  call('HSET', P .. 'ids', id, (call('HGET', P .. 'ids', id) or '') .. '\0' .. tenant)
  if new.key then call('HSET', P .. 'keys', new.key, id) end
  return isHeld
end
`;

/** In: whether to claim, worker, leaseMs, call, runs. Out: for each 1 held, 2 not held, a limit's state, or the earlier run. */
export const create = String.raw`
local isClaim, worker, leaseMs = arg() == '1', arg(), num()
if isClaim then renew(worker, leaseMs) else worker = nil end
local write = arg()

-- The first limit that lets no more runs of its keys queue.
local function refusedBy(new)
  local limitKeys = items(new.lk)
  local due = tonumber(new.startAt) or now
  if worker and due <= now and not fullKey(limitKeys) then return nil end
  for _, key in ipairs(limitKeys) do
    local limit = limitOf(key)
    if limit and limit.queued and countOf('unbegun', key) >= limit.queued then
      return { 'limit', key, call('HGET', P .. 'limits', key), countOf('held', key), countOf('unbegun', key) }
    end
  end
end
local function createOne(new, id)
  local earlier = earlierRun(new)
  if earlier then
    local found = call('HMGET', P .. 'r:' .. earlier, 'lc', 'wk')
    -- A client sends a call again when it lost the answer: then the earlier run is the one that it made.
    if found[1] == id then return found[2] ~= '' and 1 or 2 end
    return { 'run', earlier, call('HGETALL', P .. 'r:' .. earlier), call('HGETALL', P .. 'v:' .. earlier) }
  end
  local refusal = refusedBy(new)
  if refusal then return refusal end
  return addRun(new, worker, id) and 1 or 2
end

local outcomes = {}
for n = 1, num() do outcomes[n] = createOne(readNewRun(), write .. '.' .. n) end
return { nowText, finish(), outcomes }
`;
