/**
 * What every script begins with. `KEYS[1]` begins every key; `ARGV` holds the channel of hints, who calls, and then
 * what the operation needs, read one after the other by `arg` and `num`.
 *
 * Keys, behind `KEYS[1]`. A run's name is its tenant, U+0000, its id. Lists of texts are packed: U+0000 before each.
 *
 * - `r:<run>` what changes of a run: `st` status, `wk` holder, `ep` epoch, `sq` journal length, `ml` unread messages,
 *   `o` ordinal, `sc` minus its priority, `cl` class (queue, region, labels), `ca` `sa` `fa` when created, started, ended,
 *   `wa` wakeAt, `cr` crashes, `lc` the last write, `wt` whether it has waits, `zk` where it stands in line, `zd` due
 *   since when there. Texts of at most 64 bytes: Redis keeps such a hash in little space.
 * - `v:<run>` what is only read: `x` the identity, `in` `ou` `er` `ws` values, `lk` limit keys, `tg` tags, `wf`
 *   workflow id, `wh` its hash, `ik` idempotency key, `ax` indexes of its waits.
 * - `j:<run>` list, one text per commit: number of the first entry, `:`, entries. `i:<run>` unread messages,
 *   `s:<run>` ids of all messages.
 * - `ids`, `keys`: run id to tenants, idempotency key to run id. `st:…`, `wf:…`, `tg:…`, `en:…`, `ws:…`: lists.
 * - places and limits: see the files beside this one.
 */
export const base = String.raw`
local P, call = KEYS[1], redis.call
local fmt, sub, find, match, gmatch = string.format, string.sub, string.find, string.match, string.gmatch
local argAt = 2
local function arg() argAt = argAt + 1; return ARGV[argAt] end
local function num() argAt = argAt + 1; return tonumber(ARGV[argAt]) end
local function args() local list = {}; for n = 1, num() do list[n] = arg() end; return list end

-- Lua would write large whole numbers with 14 digits.
local function whole(n) return fmt('%.0f', n) end
local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local nowText = whole(now)

local function tenantOf(run) return sub(run, 1, find(run, '\0', 1, true) - 1) end
local function idOf(run) return sub(run, find(run, '\0', 1, true) + 1) end
local function items(packed)
  local list = {}
  if packed then for item in gmatch(packed, '%z([^%z]*)') do list[#list + 1] = item end end
  return list
end

local hints = {}
local function hint(run, ended)
  hints[#hints + 1] = run
  hints[#hints + 1] = ended and '1' or '0'
end
-- Tells the other stores; the caller tells its own listeners from the answer.
local function publish()
  if #hints == 0 then return '' end
  local text = table.concat(hints, '\0')
  call('PUBLISH', ARGV[1], ARGV[2] .. '\0' .. text)
  return text
end
`;
