/** What several operations do to a run: read it, list it under its status, take it, let go of it. */
export const runs = String.raw`
local function rowOf(run)
  local f = call('HMGET', P .. 'r:' .. run, 'wk', 'ep', 'sq', 'ml', 'o', 'st', 'zk', 'zd', 'wt', 'sa', 'cl', 'sc', 'cr')
  if not f[1] then return nil end
  return { wk = f[1], ep = f[2], sq = f[3], ml = f[4], o = f[5], st = f[6], zk = f[7], zd = f[8], wt = f[9], sa = f[10],
    cl = f[11], sc = f[12], cr = f[13] }
end

local function list(run, ordinal, from, to)
  if from == to then return end
  local tenant = tenantOf(run)
  if from then
    call('ZREM', P .. 'st:' .. from, run)
    call('ZREM', P .. 'st:' .. from .. ':' .. tenant, run)
  end
  if to then
    call('ZADD', P .. 'st:' .. to, ordinal, run)
    call('ZADD', P .. 'st:' .. to .. ':' .. tenant, ordinal, run)
  end
end

-- A run that waits is listed under whom and what it waits for.
local function unlistWaits(run)
  local v = P .. 'v:' .. run
  local tenant = tenantOf(run)
  for _, index in ipairs(items(call('HGET', v, 'ax'))) do call('ZREM', P .. 'ws:' .. tenant .. '\0' .. index, run) end
  call('HDEL', v, 'ws', 'ax')
end

local freed = {}
local function letGo(run, worker)
  call('SREM', P .. 'h:' .. worker, run)
  local keys = keysOf(run)
  count('held', keys, -1)
  for _, key in ipairs(keys) do freed[key] = true end
end
-- Lets go of a held run that wants to be claimed again from due on.
local function requeue(run, row, due, crashes)
  letGo(run, row.wk)
  list(run, row.o, row.st, 'queued')
  local zk, zd = stand(run, row, due)
  call('HSET', P .. 'r:' .. run, 'st', 'queued', 'wk', '', 'wa', whole(due), 'zk', zk, 'zd', zd, 'cr', row.cr + crashes)
end

local function renew(worker, leaseMs)
  call('ZADD', P .. 'leases', whole(now + leaseMs), worker)
  call('HSET', P .. 'w:' .. worker, 'seen', nowText)
end
local function forget(worker)
  call('ZREM', P .. 'leases', worker)
  call('DEL', P .. 'w:' .. worker)
end

-- Makes the worker the run's holder. keys: its limit keys.
local function take(run, row, worker, keys)
  list(run, row.o, row.st, 'running')
  call('SADD', P .. 'h:' .. worker, run)
  if row.wt == '1' then unlistWaits(run) end
  count('held', keys, 1)
  local started = row.sa
  if not started or started == '' then
    started = nowText
    count('unbegun', keys, -1)
  end
  call('HSET', P .. 'r:' .. run, 'st', 'running', 'wk', worker, 'ep', row.ep + 1, 'wa', '', 'sa', started, 'zk', '', 'zd', '', 'wt', '')
end

local function finish()
  openLines(freed)
  writeCounts()
  return publish()
end
`;
