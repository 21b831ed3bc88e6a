/** Setting and reading limits. */

/** In: limits as key and `maxHeld/maxQueued`, empty to lift. */
export const setLimits = String.raw`
local lines = {}
for n = 1, num() do
  local key, limit = arg(), arg()
  if limit == '' then call('HDEL', P .. 'limits', key) else call('HSET', P .. 'limits', key, limit) end
  lines[key] = true
end
for key in pairs(lines) do
  -- A lifted limit has no room to count: whatever waits for it may go.
  if not limitOf(key) then limitCache[key] = {} end
end
openLines(lines)
return { nowText, publish() }
`;

/** In: whether only some, their keys. Out: for each its key, limit, held, queued. */
export const listLimits = String.raw`
local keys = arg() == '1' and args() or call('HKEYS', P .. 'limits')
local states, seen = {}, {}
for _, key in ipairs(keys) do
  local limit = call('HGET', P .. 'limits', key)
  if limit and not seen[key] then
    seen[key] = true
    states[#states + 1] = { key, limit, countOf('held', key), countOf('unbegun', key) }
  end
end
return { nowText, '', states }
`;
