/** Reading runs, their journals and lists of them. */

/** In: runs. Out: what is known of each, nothing of those that are not there. */
export const getRuns = String.raw`
local runs = {}
for n = 1, num() do
  local run = arg()
  runs[n] = { call('HGETALL', P .. 'r:' .. run), call('HGETALL', P .. 'v:' .. run) }
end
return { nowText, '', runs }
`;

/** In: run. Out: its unread messages. */
export const readInbox = String.raw`
return { nowText, '', call('HGETALL', P .. 'i:' .. arg()) }
`;

/** In: run, first entry, most commits, most bytes. Out: commits from the one with that entry on, 1 when there are more. */
export const readJournal = String.raw`
local journal, from, most, bytes = P .. 'j:' .. arg(), num(), num(), num()
local size = call('LLEN', journal)
local low, high = 0, size
-- The last commit that begins at or before the entry.
while high - low > 1 do
  local middle = math.floor((low + high) / 2)
  if tonumber(match(call('LINDEX', journal, middle), '^%d+')) <= from then low = middle else high = middle end
end
local commits, at = {}, low
while at < size and at - low < most and bytes > 0 do
  for _, commit in ipairs(call('LRANGE', journal, at, at + 15)) do
    commits[#commits + 1] = commit
    bytes = bytes - #commit
  end
  at = at + 16
end
return { nowText, '', commits, at < size and 1 or 0 }
`;

const newestFirst = String.raw`
-- Members of several lists from an ordinal down, the newest first. Returns them and whether there are more.
local function newest(sources, before, most)
  local found, more = {}, false
  for _, source in ipairs(sources) do
    local page = call('ZREVRANGEBYSCORE', P .. source, before, '-inf', 'WITHSCORES', 'LIMIT', 0, most + 1)
    for n = 1, #page, 2 do found[#found + 1] = { run = page[n], o = tonumber(page[n + 1]) } end
  end
  table.sort(found, function(a, b) return a.o > b.o end)
  while #found > most do
    more = true
    found[#found] = nil
  end
  return found, more
end
`;

/**
 * In: lists, ordinal bound, most to look at, most to find, statuses, workflow and tag or nothing. Out: runs, the last
 * ordinal looked at, 1 when there are more.
 */
export const listRuns =
  newestFirst +
  String.raw`
local sources, before, most, wanted = args(), arg(), num(), num()
local anyStatus, statuses, workflow, tag = arg() == '1', {}, nil, nil
for _, status in ipairs(args()) do statuses[status] = true end
if arg() == '1' then workflow = arg() end
if arg() == '1' then tag = '\0' .. arg() .. '\0' end
local function matches(run)
  if not anyStatus and not statuses[call('HGET', P .. 'r:' .. run, 'st')] then return false end
  local known = call('HMGET', P .. 'v:' .. run, 'wf', 'tg')
  if workflow and known[1] ~= workflow then return false end
  return not tag or find((known[2] or '') .. '\0', tag, 1, true) ~= nil
end
local found, more = newest(sources, before, most)
local runs, last, bytes = {}, '', 0
for _, each in ipairs(found) do
  if #runs == wanted or bytes > 2000000 then more = true; break end
  last = whole(each.o)
  if matches(each.run) then
    local values = call('HGETALL', P .. 'v:' .. each.run)
    for _, value in ipairs(values) do bytes = bytes + #value end
    runs[#runs + 1] = { each.run, call('HGETALL', P .. 'r:' .. each.run), values }
  end
end
return { nowText, '', runs, last, more and 1 or 0 }
`;

/** In: lists, ordinal bound, most. Out: waiting runs as ordinal, name, workflow, waits; 1 when there are more. */
export const listWaits =
  newestFirst +
  String.raw`
local found, more = newest(args(), arg(), num())
local runs = {}
for n, each in ipairs(found) do
  local known = call('HMGET', P .. 'v:' .. each.run, 'wf', 'ws')
  runs[n] = { whole(each.o), each.run, known[1], known[2] or '' }
end
return { nowText, '', runs, more and 1 or 0 }
`;
