/** Messages to runs: `send` for every script that sends, and the operation itself. */

export const send = String.raw`
-- Stores one message; isResume wakes a failed run.
local function send(run, id, isResume, body)
  local row = rowOf(run)
  if not row then return 'notFound' end
  local seen = P .. 's:' .. run
  if call('SISMEMBER', seen, id) == 1 then return 'duplicate' end
  local isFinal = row.st == 'completed' or row.st == 'failed' or row.st == 'cancelled'
  if isResume and row.st ~= 'failed' or not isResume and isFinal then return 'refused' end
  call('SADD', seen, id)
  call('HSET', P .. 'i:' .. run, id, call('SCARD', seen) .. '\0' .. nowText .. '\0' .. body)
  local r = P .. 'r:' .. run
  call('HINCRBY', r, 'ml', 1)
  if isResume then
    list(run, row.o, 'failed', 'queued')
    call('ZREM', P .. 'en:failed', run)
    call('ZREM', P .. 'en:failed:' .. tenantOf(run), run)
    call('HDEL', P .. 'v:' .. run, 'ou', 'er')
    local zk, zd = stand(run, row, now)
    call('HSET', r, 'st', 'queued', 'fa', '', 'wa', nowText, 'zk', zk, 'zd', zd)
  elseif row.wk == '' and (row.zk == '' or row.zk == 'T') then
    -- It may have been due for a while, and not put in line yet.
    local due = row.zk == 'T' and call('ZSCORE', P .. 'T:' .. tenantOf(run), run)
    leavePlace(run, row)
    local zk, zd = stand(run, row, math.min(now, tonumber(due) or now))
    call('HSET', r, 'zk', zk, 'zd', zd)
  end
  hint(run)
  return 'accepted'
end
`;

/** In: messages. Out: what became of each. */
export const deliver = String.raw`
local outcomes = {}
for n = 1, num() do outcomes[n] = send(arg(), arg(), arg() == '1', arg()) end
return { nowText, finish(), outcomes }
`;
