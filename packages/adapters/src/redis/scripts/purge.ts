/** Removing ended runs. In: lists, time bound, most. Out: how many. */
export const purge = String.raw`
local sources, before, most = args(), arg(), num()
local found = {}
for _, source in ipairs(sources) do
  local page = call('ZRANGEBYSCORE', P .. source, '-inf', '(' .. before, 'WITHSCORES', 'LIMIT', 0, most)
  for n = 1, #page, 2 do found[#found + 1] = { run = page[n], at = tonumber(page[n + 1]) } end
end
table.sort(found, function(a, b) return a.at < b.at end)

local function remove(run)
  local r, v, tenant, id = P .. 'r:' .. run, P .. 'v:' .. run, tenantOf(run), idOf(run)
  local row, known = call('HMGET', r, 'st', 'o'), call('HMGET', v, 'wf', 'tg', 'ik')
  list(run, row[2], row[1], nil)
  call('ZREM', P .. 'en:' .. row[1], run)
  call('ZREM', P .. 'en:' .. row[1] .. ':' .. tenant, run)
  call('ZREM', P .. 'wf:' .. tenant .. '\0' .. known[1], run)
  for _, tag in ipairs(items(known[2])) do call('ZREM', P .. 'tg:' .. tenant .. '\0' .. tag, run) end
  if known[3] ~= '' then
    local key = tenant .. '\0' .. sub(known[3], 2)
    if call('HGET', P .. 'keys', key) == id then call('HDEL', P .. 'keys', key) end
  end
  local others = ''
  for _, other in ipairs(items(call('HGET', P .. 'ids', id))) do
    if other ~= tenant then others = others .. '\0' .. other end
  end
  if others == '' then call('HDEL', P .. 'ids', id) else call('HSET', P .. 'ids', id, others) end
  call('UNLINK', r, v, P .. 'j:' .. run, P .. 'i:' .. run, P .. 's:' .. run)
end
local removed = 0
for n = 1, math.min(#found, most) do
  remove(found[n].run)
  removed = removed + 1
end
return { nowText, '', removed }
`;
