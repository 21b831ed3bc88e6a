/**
 * What the small shared values do in Redis, as scripts: each runs whole.
 *
 * Keys, behind what all keys of the store begin with:
 *
 * - `kv:<tenant length>:<tenant>:<key>` an entry: `v` value, `n` version, `e` when it ends, if it does. Redis removes
 *   it then: that it is there means that its time is not over.
 * - `kvkeys:<tenant>` the tenant's keys, sorted by bytes; `kvends:<tenant>` those that end, by when. What ended is
 *   taken out of both by later writes and lists.
 * - `kvversion` the version given last.
 * - `kvcalls:<caller>` what calls gave whose answer may have been lost: by number.
 */

import { createHash } from 'node:crypto';

export interface Script {
  readonly source: string;
  readonly sha: string;
}

function script(source: string): Script {
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

/**
 * Of every write. KEYS: entry, keys, ends, version, calls. ARGV: number of the call, numbers of calls that were
 * answered (with blanks between), milliseconds that the value stays or nothing, key, and then what the operation
 * needs. A client sends a call again when the connection broke before the answer came: what it did then stands
 * under its number.
 */
const write = String.raw`
local entry, keys, ends, calls, id, key = KEYS[1], KEYS[2], KEYS[3], KEYS[5], ARGV[1], ARGV[4]
local call = redis.call
for answered in string.gmatch(ARGV[2], '%d+') do call('HDEL', calls, answered) end
local done = call('HGET', calls, id)
if done then return done end

local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function whole(n) return string.format('%.0f', n) end
for _, over in ipairs(call('ZRANGEBYSCORE', ends, '-inf', '(' .. whole(now), 'LIMIT', 0, 4)) do
  call('ZREM', keys, over)
  call('ZREM', ends, over)
end

local function newEnd() return ARGV[3] ~= '' and whole(now + tonumber(ARGV[3])) end
local function put(value, atEnd)
  local version = call('INCR', KEYS[4])
  call('HSET', entry, 'v', value, 'n', whole(version))
  call('ZADD', keys, 0, key)
  if atEnd then
    call('HSET', entry, 'e', atEnd)
    call('PEXPIREAT', entry, atEnd)
    call('ZADD', ends, atEnd, key)
  else
    call('HDEL', entry, 'e')
    call('PERSIST', entry)
    call('ZREM', ends, key)
  end
  return whole(version)
end
local function answer(text)
  call('HSET', calls, id, text)
  call('PEXPIRE', calls, 3600000)
  return text
end
`;

/** KEYS: entry. A script, since a client may send plain reads to replicas, which lag behind. Out: value, version, end. */
export const get = script("return redis.call('HMGET', KEYS[1], 'v', 'n', 'e')");

/** ARGV: value. Out: the new version. */
export const set = script(`${write}
return answer(put(ARGV[5], newEnd()))`);

/** ARGV: value, the version it must have or nothing. Out: the new version, or nothing. */
export const compareAndSet = script(`${write}
if (call('HGET', entry, 'n') or '') ~= ARGV[6] then return answer('') end
return answer(put(ARGV[5], newEnd()))`);

/** ARGV: what is added, maximum or nothing. Out: what became of it, and the number that is there. */
export const increment = script(String.raw`${write}
local largest = 9007199254740991
local stored = call('HMGET', entry, 'v', 'e')
local before, atEnd = 0, newEnd()
if stored[1] then
  before = #stored[1] <= 17 and string.match(stored[1], '^%-?%d+$') and tonumber(stored[1])
  if not before or math.abs(before) > largest then return answer('notCountable') end
  atEnd = stored[2]
end
local by, max = tonumber(ARGV[5]), tonumber(ARGV[6])
local after = before + by
if by > 0 and max and after > max then return answer('refused ' .. whole(before)) end
if math.abs(after) > largest then return answer('tooFar') end
put(whole(after), atEnd)
return answer('applied ' .. whole(after))`);

/** ARGV: the version it must have or nothing. Out: 1 when it was deleted. */
export const remove = script(`${write}
local version = call('HGET', entry, 'n')
if not version or (ARGV[5] ~= '' and version ~= ARGV[5]) then return answer('0') end
call('DEL', entry)
call('ZREM', keys, key)
call('ZREM', ends, key)
return answer('1')`);

/**
 * KEYS: what the tenant's entries begin with, keys, ends. ARGV: prefix, cursor with a sign before it or nothing, most
 * entries. Out: cursor or nothing, and for each entry its key, value, version and end. A page is short, or empty, when
 * there was much between that had ended.
 */
export const list = script(String.raw`
local root, keys, ends, limit = KEYS[1], KEYS[2], KEYS[3], tonumber(ARGV[3])
local call = redis.call
local from = ARGV[2] == '' and '[' .. ARGV[1] or '(' .. string.sub(ARGV[2], 2)
-- No text in UTF-8 has this byte.
local below = '(' .. ARGV[1] .. '\255'
local found, looked = {}, 0
while true do
  local batch = call('ZRANGEBYLEX', keys, from, below, 'LIMIT', 0, 100)
  for _, key in ipairs(batch) do
    local entry = call('HMGET', root .. key, 'v', 'n', 'e')
    if not entry[1] then
      call('ZREM', keys, key)
      call('ZREM', ends, key)
    elseif #found == 4 * limit then
      return { '=' .. found[#found - 3], found }
    else
      for _, item in ipairs({ key, entry[1], entry[2], entry[3] or '' }) do found[#found + 1] = item end
    end
    looked = looked + 1
  end
  if #batch < 100 then return { '', found } end
  from = '(' .. batch[#batch]
  if looked >= limit + 1000 then return { '=' .. batch[#batch], found } end
end`);
