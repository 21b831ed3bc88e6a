/**
 * Limits. `limits`: key to `maxHeld/maxQueued` (`-` for none). `held` and `unbegun` count for every key that any run
 * carries, limited or not, so that setting a limit counts nothing. Read once per script, written at its end.
 */
export const limits = String.raw`
local limitCache, anyLimit = {}, nil
local function limitOf(key)
  local known = limitCache[key]
  if known == nil then
    if anyLimit == nil then anyLimit = call('EXISTS', P .. 'limits') == 1 end
    local text = anyLimit and call('HGET', P .. 'limits', key)
    known = false
    if text then
      local maxHeld, maxQueued = match(text, '^(.*)/(.*)$')
      known = { held = tonumber(maxHeld), queued = tonumber(maxQueued) }
    end
    limitCache[key] = known
  end
  return known
end

local counts, changed = { held = {}, unbegun = {} }, { held = {}, unbegun = {} }
local function countOf(what, key)
  local n = counts[what][key]
  if not n then
    n = tonumber(call('HGET', P .. what, key) or '0')
    counts[what][key] = n
  end
  return n
end
local function count(what, keys, by)
  for _, key in ipairs(keys) do
    counts[what][key] = countOf(what, key) + by
    changed[what][key] = true
  end
end
local function writeCounts()
  for what, keys in pairs(changed) do
    for key in pairs(keys) do
      local n = counts[what][key]
      if n == 0 then call('HDEL', P .. what, key) else call('HSET', P .. what, key, whole(n)) end
    end
    changed[what] = {}
  end
end

-- Room for more runs of the key that workers hold.
local function roomOf(key)
  local limit = limitOf(key)
  return limit and limit.held and limit.held - countOf('held', key) or math.huge
end
local function fullKey(keys)
  for _, key in ipairs(keys) do if roomOf(key) <= 0 then return key end end
end
local function keysOf(run) return items(call('HGET', P .. 'v:' .. run, 'lk')) end
`;
