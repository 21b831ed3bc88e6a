/**
 * What holders write. In: write, changes. Out: for each 0 stale, 1 written, or the unread messages. Each change is
 * read from the arguments as a whole before anything of it is written.
 */
export const commit = String.raw`
local function readChange()
  local change = { run = arg(), ep = arg(), sq = arg(), events = arg(), more = num(), next = arg() }
  if change.next == 'park' then
    change.status, change.wakeAt, change.waits, change.ax = arg(), arg(), arg(), arg()
  elseif change.next == 'finish' then
    change.status, change.output, change.error = arg(), arg(), arg()
  end
  change.consumed = args()
  change.children, change.messages = {}, {}
  local children, messages = num(), num()
  for n = 1, children do change.children[n] = readNewRun() end
  for n = 1, messages do change.messages[n] = { arg(), arg(), arg() == '1', arg() } end
  return change
end

local function park(change, row, mail)
  local run = change.run
  letGo(run, row[1])
  list(run, row[6], 'running', change.status)
  if change.waits ~= '' then
    call('HSET', P .. 'v:' .. run, 'ws', change.waits, 'ax', change.ax)
    for _, index in ipairs(items(change.ax)) do
      call('ZADD', P .. 'ws:' .. tenantOf(run) .. '\0' .. index, row[6], run)
    end
  end
  local due = tonumber(change.wakeAt)
  if mail > 0 then due = math.min(now, due or now) end
  local zk, zd = '', ''
  if due then
    zk, zd = stand(run, rowOf(run), due)
    hint(run)
  end
  call('HSET', P .. 'r:' .. run, 'st', change.status, 'wk', '', 'wa', change.wakeAt, 'wt', change.waits ~= '' and '1' or '',
    'zk', zk, 'zd', zd)
end
local function finishRun(change, row)
  local run, tenant = change.run, tenantOf(change.run)
  letGo(run, row[1])
  list(run, row[6], 'running', change.status)
  call('ZADD', P .. 'en:' .. change.status, nowText, run)
  call('ZADD', P .. 'en:' .. change.status .. ':' .. tenant, nowText, run)
  if change.output ~= '' then call('HSET', P .. 'v:' .. run, 'ou', change.output) end
  if change.error ~= '' then call('HSET', P .. 'v:' .. run, 'er', change.error) end
  call('HSET', P .. 'r:' .. run, 'st', change.status, 'wk', '', 'fa', nowText)
  hint(run, true)
end

local function unread(change)
  if change.next ~= 'hold' or (call('HGET', P .. 'r:' .. change.run, 'ml') or '0') == '0' then return 1 end
  return call('HGETALL', P .. 'i:' .. change.run)
end
local id = arg()
-- A client sends a call again when it lost the answer. Then the run's last write may be this one, or one behind it.
local function wasWritten(last, n)
  if not last or sub(last, 1, #id + 1) ~= id .. '.' then return false end
  return tonumber(match(last, '%d+', #id + 2)) >= n
end
local function write(change, n)
  local r = P .. 'r:' .. change.run
  local row = call('HMGET', r, 'wk', 'ep', 'sq', 'lc', 'ml', 'o')
  if wasWritten(row[4], n) then return unread(change) end
  if not row[1] or row[1] == '' or row[2] ~= change.ep or row[3] ~= change.sq then return 0 end
  local mail = tonumber(row[5])
  if #change.consumed > 0 then
    for _, message in ipairs(change.consumed) do mail = mail - call('HDEL', P .. 'i:' .. change.run, message) end
    call('HSET', r, 'ml', mail)
  end
  if change.more > 0 then call('RPUSH', P .. 'j:' .. change.run, change.events) end
  call('HSET', r, 'sq', change.sq + change.more, 'lc', id .. '.' .. n)
  for _, child in ipairs(change.children) do if not earlierRun(child) then addRun(child, nil, '') end end
  if change.next == 'park' then park(change, row, mail) elseif change.next == 'finish' then finishRun(change, row) end
  for _, message in ipairs(change.messages) do send(unpack(message)) end
  return unread(change)
end

local outcomes = {}
for n = 1, num() do outcomes[n] = write(readChange(), n) end
return { nowText, finish(), outcomes }
`;
