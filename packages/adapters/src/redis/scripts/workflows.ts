/** Workflows: documents by hash, and the hash last saved by workflow id. */

/** In: tenant, hash, workflow id, document, whether it is a draft. */
export const saveWorkflow = String.raw`
local tenant, hash, id, document, draft = arg(), arg(), arg(), arg(), arg()
call('HSET', P .. 'documents:' .. tenant, hash, document)
if draft == '' then
  call('HSET', P .. 'latest:' .. tenant, id, hash)
  call('ZADD', P .. 'workflows:' .. tenant, 0, id)
end
return { nowText, '' }
`;

/** In: tenant, hash. Out: the document. */
export const loadWorkflow = String.raw`
return { nowText, '', call('HGET', P .. 'documents:' .. arg(), arg()) }
`;

/** In: tenant, workflow id. Out: the hash. */
export const latestWorkflow = String.raw`
return { nowText, '', call('HGET', P .. 'latest:' .. arg(), arg()) }
`;

/** In: tenant, bound, most. Out: workflow ids and hashes by bytes of the id. */
export const listWorkflows = String.raw`
local tenant, after, most = arg(), arg(), num()
local workflows = {}
for n, id in ipairs(call('ZRANGEBYLEX', P .. 'workflows:' .. tenant, after, '+', 'LIMIT', 0, most)) do
  workflows[n] = { id, call('HGET', P .. 'latest:' .. tenant, id) }
end
return { nowText, '', workflows }
`;
