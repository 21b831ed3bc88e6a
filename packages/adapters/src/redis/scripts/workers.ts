/** Workers: their leases, what they say of themselves, and how they let go. */

/**
 * In: worker, leaseMs, report or nothing, held runs. Out: for each 0 lost, 1 held, 2 held with unread messages; runs that
 * the worker holds beside these, with their epochs.
 */
export const heartbeat = String.raw`
local worker, leaseMs, report = arg(), num(), arg()
renew(worker, leaseMs)
if report ~= '' then call('HSET', P .. 'w:' .. worker, 'report', report) end
local states, named, strays = {}, {}, {}
for n = 1, num() do
  local run, epoch = arg(), arg()
  local row = call('HMGET', P .. 'r:' .. run, 'wk', 'ep', 'ml')
  local isHeld = row[1] == worker and row[2] == epoch
  if isHeld then named[run] = true end
  states[n] = not isHeld and 0 or row[3] == '0' and 1 or 2
end
for _, run in ipairs(call('SMEMBERS', P .. 'h:' .. worker)) do
  if not named[run] and #strays < 1000 then strays[#strays + 1] = { run, call('HGET', P .. 'r:' .. run, 'ep') } end
end
return { nowText, '', states, strays }
`;

/** In: wakeAt, held runs. */
export const drop = String.raw`
local due = num()
for n = 1, num() do
  local run, epoch = arg(), arg()
  local row = rowOf(run)
  if row and row.wk ~= '' and row.ep == epoch then
    requeue(run, row, due, 0)
    hint(run)
  end
end
return { nowText, finish() }
`;

/** In: worker. Out: 1 when it holds more than was let go of in this call. */
export const release = String.raw`
local worker = arg()
for _, run in ipairs(call('SRANDMEMBER', P .. 'h:' .. worker, 100)) do
  requeue(run, rowOf(run), now, 0)
  hint(run)
end
local more = call('EXISTS', P .. 'h:' .. worker)
if more == 0 then forget(worker) end
return { nowText, finish(), more }
`;

/** Out: workers, each with the end of its lease, when it was seen, its report, and whether it holds anything. */
export const listWorkers = String.raw`
local workers = {}
local leases = call('ZRANGE', P .. 'leases', 0, -1, 'WITHSCORES')
for n = 1, #leases, 2 do
  local known = call('HMGET', P .. 'w:' .. leases[n], 'seen', 'report')
  if tonumber(leases[n + 1]) > now or call('EXISTS', P .. 'h:' .. leases[n]) == 1 then
    workers[#workers + 1] = { leases[n], leases[n + 1], known[1] or leases[n + 1], known[2] or '' }
  end
end
return { nowText, '', workers }
`;

/** In: most, scope. Out: how many are due, 1 when there may be more. */
export const countDue = String.raw`
local most = num()
local scope = readScope()
local moved = promoteDue(128)
local due = 0
for _, lane in ipairs(servedLanes(scope)) do
  local at, tenants = 0, nil
  repeat
    tenants = call('ZRANGE', P .. 'ring:' .. lane, at, at + 99)
    for _, tenant in ipairs(tenants) do
      if due < most then due = due + call('ZCARD', P .. 'ready:' .. lane .. '\0' .. tenant) end
    end
    at = at + 100
  until due >= most or #tenants < 100
end
return { nowText, publish(), math.min(due, most), due < most and moved > 0 and 1 or 0 }
`;
